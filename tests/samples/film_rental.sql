-- The film rental's reports by hand. A line `-- report NAME` begins one; `-- on DATABASE...` a text for some databases.

-- report films_by_rating
select l.name, count(*), sum(case when f.rating = 'everybody' then 1 else 0 end),
       sum(case when f.rating = 'teens' then 1 else 0 end), sum(case when f.rating = 'adults' then 1 else 0 end),
       max(case when f.rating = 'adults' then f.minutes end)
from film f join language l on l.id = f.language_id group by l.name order by l.name

-- report late_returns
-- on sqlite
select i.store_id, f.rating, count(*),
       max(cast(julianday(date(r.returned_at)) - julianday(date(r.rented_at)) as integer) - f.rental_days)
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
where cast(julianday(date(r.returned_at)) - julianday(date(r.rented_at)) as integer) > f.rental_days
group by i.store_id, f.rating order by i.store_id, f.rating
-- on postgresql
select i.store_id, f.rating, count(*), max(r.returned_at::date - r.rented_at::date - f.rental_days)
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
where r.returned_at::date - r.rented_at::date > f.rental_days
group by i.store_id, f.rating order by i.store_id, f.rating
-- on mariadb
select i.store_id, f.rating, count(*), max(datediff(r.returned_at, r.rented_at) - f.rental_days)
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
where datediff(r.returned_at, r.rented_at) > f.rental_days
group by i.store_id, f.rating order by i.store_id, f.rating

-- report overdue
-- on sqlite
select r.id, c.last_name, a.phone, ci.name, co.name, f.title, r.rented_at
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
     join customer c on c.id = r.customer_id join address a on a.id = c.address_id
     join city ci on ci.id = a.city_id join country co on co.id = ci.country_id
where r.returned_at is null and datetime(r.rented_at, '+14 days') < '2024-03-01' order by r.rented_at, r.id
-- on postgresql
select r.id, c.last_name, a.phone, ci.name, co.name, f.title, r.rented_at
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
     join customer c on c.id = r.customer_id join address a on a.id = c.address_id
     join city ci on ci.id = a.city_id join country co on co.id = ci.country_id
where r.returned_at is null and r.rented_at + interval '14 days' < '2024-03-01' order by r.rented_at, r.id
-- on mariadb
select r.id, c.last_name, a.phone, ci.name, co.name, f.title, r.rented_at
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
     join customer c on c.id = r.customer_id join address a on a.id = c.address_id
     join city ci on ci.id = a.city_id join country co on co.id = ci.country_id
where r.returned_at is null and r.rented_at + interval 14 day < '2024-03-01' order by r.rented_at, r.id

-- report store_months
-- on sqlite
with months as (
  select s.store_id, date(p.paid_at, 'start of month') as month, round(sum(p.amount), 2) as revenue
  from payment p join staff s on s.id = p.staff_id group by s.store_id, date(p.paid_at, 'start of month'))
select store_id, month, revenue, rank() over (partition by month order by revenue desc),
       round(sum(revenue) over (partition by store_id order by month rows unbounded preceding), 2)
from months order by month, store_id
-- on postgresql
with months as (
  select s.store_id, date_trunc('month', p.paid_at)::date as month, sum(p.amount) as revenue
  from payment p join staff s on s.id = p.staff_id group by s.store_id, date_trunc('month', p.paid_at))
select store_id, month, revenue, rank() over (partition by month order by revenue desc),
       sum(revenue) over (partition by store_id order by month rows unbounded preceding)
from months order by month, store_id
-- on mariadb
with months as (
  select s.store_id, date_format(p.paid_at, '%Y-%m-01') as month, sum(p.amount) as revenue
  from payment p join staff s on s.id = p.staff_id group by s.store_id, date_format(p.paid_at, '%Y-%m-01'))
select store_id, month, revenue, rank() over (partition by month order by revenue desc),
       sum(revenue) over (partition by store_id order by month rows unbounded preceding)
from months order by month, store_id

-- report never_together
with busy as (select actor_id, count(*) as films from film_actor group by actor_id having count(*) >= 32)
select a.actor_id, b.actor_id, a.films + b.films
from busy a join busy b on b.actor_id > a.actor_id
where not exists (select 1 from film_actor x join film_actor y on y.film_id = x.film_id
                  where x.actor_id = a.actor_id and y.actor_id = b.actor_id)
order by a.actor_id, b.actor_id

-- report all_rounders
select a.id, a.first_name, a.last_name, count(distinct fa.film_id)
from actor a join film_actor fa on fa.actor_id = a.id join film_category fc on fc.film_id = fa.film_id
group by a.id, a.first_name, a.last_name
having count(distinct fc.category_id) = (select count(*) from category) order by a.id

-- report payment_statistics
-- on sqlite
select s.id, count(*), round(sum(p.amount), 2), min(cast(p.amount as real)), max(cast(p.amount as real)),
       sqrt((sum(p.amount * p.amount) - sum(p.amount) * sum(p.amount) / count(*)) / (count(*) - 1))
from payment p join staff s on s.id = p.staff_id group by s.id order by s.id
-- on postgresql
select s.id, count(*), sum(p.amount), min(p.amount), max(p.amount), stddev_samp(p.amount)::float8
from payment p join staff s on s.id = p.staff_id group by s.id order by s.id
-- on mariadb
select s.id, count(*), sum(p.amount), min(p.amount), max(p.amount), stddev_samp(cast(p.amount as double))
from payment p join staff s on s.id = p.staff_id group by s.id order by s.id

-- report film_search
-- on sqlite
select film_id, title from film_text
where (title || ' ' || description) like '%silent%' and (title || ' ' || description) like '%captain%'
order by film_id
-- on postgresql
select film_id, title from film_text
where (title || ' ' || description) ~* '\ysilent\y' and (title || ' ' || description) ~* '\ycaptain\y'
order by film_id
-- on mariadb
select film_id, title from film_text
where lower(concat(title, ' ', description)) regexp '\\bsilent\\b'
  and lower(concat(title, ' ', description)) regexp '\\bcaptain\\b' order by film_id

-- report longest_streaks
-- on sqlite
with days as (select distinct customer_id, date(rented_at) as day from rental),
runs as (
  select customer_id, day,
         julianday(day) - row_number() over (partition by customer_id order by day) as run from days)
select customer_id, min(day), count(*) as length from runs group by customer_id, run having count(*) >= 4
order by length desc, customer_id, min(day)
-- on postgresql
with days as (select distinct customer_id, rented_at::date as day from rental),
runs as (
  select customer_id, day,
         day - row_number() over (partition by customer_id order by day)::int as run from days)
select customer_id, min(day), count(*) as length from runs group by customer_id, run having count(*) >= 4
order by length desc, customer_id, min(day)
-- on mariadb
with days as (select distinct customer_id, date(rented_at) as day from rental),
runs as (
  select customer_id, day,
         to_days(day) - cast(row_number() over (partition by customer_id order by day) as signed) as run from days)
select customer_id, min(day), count(*) as length from runs group by customer_id, run having count(*) >= 4
order by length desc, customer_id, min(day)

-- report degrees_of_separation
with recursive reached(actor_id, degree) as (
  select min(id), 0 from actor
  union
  select b.actor_id, reached.degree + 1
  from reached join film_actor a on a.actor_id = reached.actor_id join film_actor b on b.film_id = a.film_id
  where reached.degree < 2),
nearest as (select actor_id, min(degree) as degree from reached group by actor_id)
select degree, count(*), max(actor_id) from nearest group by degree order by degree

-- report copies_out
select i.store_id, count(*),
       sum(case when exists (select 1 from rental r where r.inventory_id = i.id and r.returned_at is null)
                then 1 else 0 end)
from inventory i group by i.store_id order by i.store_id

-- report first_and_last_films
-- on sqlite postgresql mariadb
select distinct r.customer_id,
       first_value(f.title) over (partition by r.customer_id order by r.rented_at, r.id),
       last_value(f.title) over (partition by r.customer_id order by r.rented_at, r.id
                                 rows between unbounded preceding and unbounded following),
       nth_value(f.title, 2) over (partition by r.customer_id order by r.rented_at, r.id
                                   rows between unbounded preceding and unbounded following)
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
join customer c on c.id = r.customer_id where c.joined < '2023-03-01' order by 1

-- report films_not_in_stock
select f.title, f.released from film f
where f.id in (select id from film except select film_id from inventory where store_id >= 1) order by f.title, f.id

-- report busiest_hours
-- on sqlite
select cast(strftime('%w', rented_at) as integer) as weekday, cast(strftime('%H', rented_at) as integer) as hour, count(*)
from rental group by 1, 2 order by count(*) desc, 1, 2 limit 20
-- on postgresql
select extract(dow from rented_at) as weekday, extract(hour from rented_at) as hour, count(*)
from rental group by 1, 2 order by count(*) desc, 1, 2 limit 20
-- on mariadb
select dayofweek(rented_at) - 1 as weekday, hour(rented_at) as hour, count(*) as times
from rental group by weekday, hour order by times desc, weekday, hour limit 20

-- report revenue_cube
-- on sqlite mariadb
select rating, store_id, rentals, level from (
  select f.rating, i.store_id, count(*) as rentals, 0 as level
  from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id group by f.rating, i.store_id
  union all
  select f.rating, null, count(*), 1
  from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id group by f.rating
  union all
  select null, i.store_id, count(*), 2
  from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id group by i.store_id
  union all
  select null, null, count(*), 3
  from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id) as cube
order by level, coalesce(rating, ''), coalesce(store_id, 0)
-- on postgresql
select f.rating, i.store_id, count(*), grouping(f.rating) * 2 + grouping(i.store_id)
from rental r join inventory i on i.id = r.inventory_id join film f on f.id = i.film_id
group by cube (f.rating, i.store_id) order by 4, coalesce(f.rating, ''), coalesce(i.store_id, 0)

-- report studios
-- on sqlite
select json_extract(details, '$.studio'), count(*), sum(json_extract(details, '$.extras.trailers')),
       sum(case when json_extract(details, '$.extras.commentary') then 1 else 0 end)
from film group by 1 order by 1
-- on postgresql
select details ->> 'studio', count(*), sum((details #>> '{extras,trailers}')::int),
       sum(case when (details #>> '{extras,commentary}')::boolean then 1 else 0 end)
from film group by 1 order by 1
-- on mariadb
select json_value(details, '$.studio') as studio, count(*), sum(cast(json_value(details, '$.extras.trailers') as int)),
       sum(json_value(details, '$.extras.commentary') = '1')
from film group by studio order by studio

-- report latest_rentals
-- on sqlite mariadb
with placed as (
  select r.customer_id, r.id, r.rented_at,
         row_number() over (partition by r.customer_id order by r.rented_at desc, r.id desc) as place
  from rental r join customer c on c.id = r.customer_id where c.joined >= '2024-01-01')
select customer_id, id, rented_at from placed where place = 1 order by customer_id
-- on postgresql
select distinct on (r.customer_id) r.customer_id, r.id, r.rented_at
from rental r join customer c on c.id = r.customer_id where c.joined >= '2024-01-01'
order by r.customer_id, r.rented_at desc, r.id desc

-- report stores_and_managers
select s.id, ci.name, co.name, m.last_name, m.store_id = s.id, count(w.id), sum(case when w.active then 1 else 0 end)
from store s join address a on a.id = s.address_id join city ci on ci.id = a.city_id
     join country co on co.id = ci.country_id left join staff m on m.id = s.manager_id
     left join staff w on w.store_id = s.id
group by s.id, ci.name, co.name, m.last_name, m.store_id order by s.id

-- report long_for_their_kind
-- on sqlite
select f.id, f.title, f.minutes from film f
where f.minutes > 1.45 * (select avg(o.minutes) from film o where o.rating = f.rating)
  and f.minutes > (select max(s.minutes) from film s where s.released < 1956) order by f.id
-- on postgresql mariadb
select f.id, f.title, f.minutes from film f
where f.minutes > 1.45 * (select avg(o.minutes) from film o where o.rating = f.rating)
  and f.minutes > all (select s.minutes from film s where s.released < 1956 and s.minutes is not null) order by f.id

-- report favourites
select r.customer_id, i.film_id, r.rented_at
from rental r join inventory i on i.id = r.inventory_id
where (r.customer_id, i.film_id) in (
  select r2.customer_id, i2.film_id from rental r2 join inventory i2 on i2.id = r2.inventory_id
  group by r2.customer_id, i2.film_id having count(*) >= 3)
order by r.customer_id, i.film_id, r.rented_at, r.id

-- report quiet_days
-- on sqlite
with recursive days(day) as (select '2023-03-01' union all select date(day, '+1 day') from days where day < '2023-12-31'),
lent as (select date(r.rented_at) as day, count(*) as copies from rental r join inventory i on i.id = r.inventory_id
         where i.store_id = 3 group by date(r.rented_at))
select d.day, coalesce(l.copies, 0) from days d left join lent l on l.day = d.day
where coalesce(l.copies, 0) <= 9 order by d.day
-- on postgresql
select d.day::date as day, count(x.rented_at)
from generate_series('2023-03-01'::date, '2023-12-31'::date, interval '1 day') as d(day)
left join (rental r join inventory i on i.id = r.inventory_id and i.store_id = 3) x on x.rented_at::date = d.day::date
group by d.day having count(x.rented_at) <= 9 order by d.day
-- on mariadb
with recursive days(day) as (
  select date '2023-03-01' union all select day + interval 1 day from days where day < '2023-12-31'),
lent as (select date(r.rented_at) as day, count(*) as copies from rental r join inventory i on i.id = r.inventory_id
         where i.store_id = 3 group by date(r.rented_at))
select d.day, coalesce(l.copies, 0) from days d left join lent l on l.day = d.day
where coalesce(l.copies, 0) <= 9 order by d.day

-- report payment_brackets
with bracket(low, high, name) as (
  select 0, 2, 'small' union all select 2, 5, 'medium' union all select 5, 20, 'large' union all select 20, 100, 'voucher')
select b.name, count(p.id), count(distinct p.customer_id)
from bracket b left join payment p on cast(p.amount as decimal(10, 2)) >= b.low and cast(p.amount as decimal(10, 2)) < b.high
group by b.name, b.low order by b.low

-- report film_pages
-- on sqlite
select f.title, l.name,
       coalesce((select group_concat(name, ', ') from (
          select c.name from film_category fc join category c on c.id = fc.category_id
          where fc.film_id = f.id order by c.name)), ''),
       (select count(*) from film_actor fa where fa.film_id = f.id),
       (select a.last_name from film_actor fa join actor a on a.id = fa.actor_id where fa.film_id = f.id
        order by a.last_name, a.id limit 1)
from film f join language l on l.id = f.language_id where f.rating = 'mature' order by f.id limit 40
-- on postgresql
select f.title, l.name,
       coalesce((select string_agg(c.name, ', ' order by c.name)
                 from film_category fc join category c on c.id = fc.category_id where fc.film_id = f.id), ''),
       (select count(*) from film_actor fa where fa.film_id = f.id),
       (select a.last_name from film_actor fa join actor a on a.id = fa.actor_id where fa.film_id = f.id
        order by a.last_name, a.id limit 1)
from film f join language l on l.id = f.language_id where f.rating = 'mature' order by f.id limit 40
-- on mariadb
select f.title, l.name,
       coalesce((select group_concat(c.name order by c.name separator ', ')
                 from film_category fc join category c on c.id = fc.category_id where fc.film_id = f.id), ''),
       (select count(*) from film_actor fa where fa.film_id = f.id),
       (select a.last_name from film_actor fa join actor a on a.id = fa.actor_id where fa.film_id = f.id
        order by a.last_name, a.id limit 1)
from film f join language l on l.id = f.language_id where f.rating = 'mature' order by f.id limit 40

-- report histories
select c.last_name, f.title, r.rented_at,
       round(coalesce((select sum(p.amount) from payment p where p.rental_id = r.id), 0), 2)
from (select * from customer where id in (select customer_id from rental where returned_at is null)
      order by id limit 5) c
join rental r on r.customer_id = c.id
join inventory i on i.id = r.inventory_id
join film f on f.id = i.film_id
order by c.id, r.rented_at, r.id

-- report co_stars
select a.last_name, o.last_name, count(*)
from (select * from actor order by id limit 3) a
join film_actor mine on mine.actor_id = a.id
join film_actor theirs on theirs.film_id = mine.film_id and theirs.actor_id <> a.id
join actor o on o.id = theirs.actor_id
group by a.id, a.last_name, o.id, o.last_name having count(*) > 1
order by a.id, o.id
