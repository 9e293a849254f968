// Declares what programs pass on, for headers that need no more.
#pragma once

namespace bindery {

class Connection;
class Database;
class Engine;
class Session;
class Table;
class Transaction;
class Url;
struct Config;

template <class T> class Ref;
template <class T> class Result;
template <class T> class One;
template <class T> class Many;

}  // namespace bindery
