-- The music shop's reports by hand. A line `-- report NAME` begins one; `-- on DATABASE...` a text for some databases.

-- report top_customers
with spent as (
  select c.country, c.id, c.first_name, c.last_name, round(sum(i.total), 2) as amount
  from customer c join invoice i on i.customer_id = c.id
  group by c.country, c.id, c.first_name, c.last_name),
placed as (
  select spent.*, rank() over (partition by country order by amount desc) as place from spent)
select country, place, id, first_name, last_name, amount
from placed where place <= 3 order by country, place, id

-- report running_totals
-- on sqlite
select date(billed, 'start of month') as month, round(sum(total), 2),
       round(sum(sum(total)) over (partition by strftime('%Y', billed) order by date(billed, 'start of month')), 2)
from invoice group by strftime('%Y', billed), date(billed, 'start of month') order by 1
-- on postgresql
select date_trunc('month', billed)::date as month, sum(total),
       sum(sum(total)) over (partition by extract(year from date_trunc('month', billed))
                             order by date_trunc('month', billed))
from invoice group by date_trunc('month', billed) order by 1
-- on mariadb
select date_format(billed, '%Y-%m-01') as month, sum(total),
       sum(sum(total)) over (partition by year(billed) order by date_format(billed, '%Y-%m-01'))
from invoice group by year(billed), date_format(billed, '%Y-%m-01') order by 1

-- report chain_of_command
-- on sqlite
with recursive chain(id, name, depth, path) as (
  select id, last_name, 0, cast(id as text) from employee where manager_id is null
  union all
  select e.id, e.last_name, chain.depth + 1, chain.path || '/' || e.id
  from employee e join chain on e.manager_id = chain.id)
select id, name, depth, path from chain order by id
-- on postgresql
with recursive chain(id, name, depth, path) as (
  select id, last_name::text, 0, id::text from employee where manager_id is null
  union all
  select e.id, e.last_name::text, chain.depth + 1, chain.path || '/' || e.id
  from employee e join chain on e.manager_id = chain.id)
select id, name, depth, path from chain order by id
-- on mariadb
with recursive chain(id, name, depth, path) as (
  select id, last_name, 0, cast(id as char(200)) from employee where manager_id is null
  union all
  select e.id, e.last_name, chain.depth + 1, concat(chain.path, '/', e.id)
  from employee e join chain on e.manager_id = chain.id)
select id, name, depth, path from chain order by id

-- report genre_growth
-- on sqlite
with sold as (
  select g.name, cast(strftime('%Y', i.billed) as integer) as year, sum(l.quantity) as units
  from invoice_line l join invoice i on i.id = l.invoice_id join track t on t.id = l.track_id
       join genre g on g.id = t.genre_id
  group by g.name, strftime('%Y', i.billed))
select name, year, units, lag(units) over (partition by name order by year),
       units - lag(units) over (partition by name order by year)
from sold order by name, year
-- on postgresql mariadb
with sold as (
  select g.name, extract(year from i.billed) as year, sum(l.quantity) as units
  from invoice_line l join invoice i on i.id = l.invoice_id join track t on t.id = l.track_id
       join genre g on g.id = t.genre_id
  group by g.name, extract(year from i.billed))
select name, year, units, lag(units) over (partition by name order by year),
       units - lag(units) over (partition by name order by year)
from sold order by name, year

-- report moving_average
-- on sqlite
with months as (select date(billed, 'start of month') as month, count(*) as invoices from invoice group by 1)
select month, invoices, avg(invoices) over (order by month rows between 1 preceding and 1 following),
       max(invoices) over (order by month rows between unbounded preceding and 1 preceding)
from months order by month
-- on postgresql
with months as (select date_trunc('month', billed)::date as month, count(*) as invoices from invoice group by 1)
select month, invoices, avg(invoices) over (order by month rows between 1 preceding and 1 following)::float8,
       max(invoices) over (order by month rows between unbounded preceding and 1 preceding)
from months order by month
-- on mariadb
with months as (select date_format(billed, '%Y-%m-01') as month, count(*) as invoices from invoice group by 1)
select month, invoices, avg(invoices * 1e0) over (order by month rows between 1 preceding and 1 following),
       max(invoices) over (order by month rows between unbounded preceding and 1 preceding)
from months order by month

-- report cohorts
-- on sqlite
with first_month as (
  select customer_id, min(strftime('%Y', billed) * 12 + strftime('%m', billed)) as first from invoice group by 1)
select cast((first - 1) / 12 as integer), cast((first - 1) % 12 + 1 as integer),
       strftime('%Y', billed) * 12 + strftime('%m', billed) - first, count(distinct i.customer_id)
from invoice i join first_month f on f.customer_id = i.customer_id
group by first, 3 order by first, 3
-- on postgresql
with first_month as (
  select customer_id, min(extract(year from billed) * 12 + extract(month from billed))::int as first
  from invoice group by 1)
select (first - 1) / 12, (first - 1) % 12 + 1,
       (extract(year from billed) * 12 + extract(month from billed))::int - first, count(distinct i.customer_id)
from invoice i join first_month f on f.customer_id = i.customer_id
group by first, 3 order by first, 3
-- on mariadb
with first_month as (
  select customer_id, min(year(billed) * 12 + month(billed)) as first from invoice group by 1)
select (first - 1) div 12, (first - 1) % 12 + 1, year(billed) * 12 + month(billed) - first as later,
       count(distinct i.customer_id)
from invoice i join first_month f on f.customer_id = i.customer_id
group by first, later order by first, later

-- report bought_together
select a.track_id, b.track_id, count(*) as times
from invoice_line a join invoice_line b on b.invoice_id = a.invoice_id and b.track_id > a.track_id
group by a.track_id, b.track_id having count(*) >= 8 order by times desc, a.track_id, b.track_id limit 25

-- report unsold_tracks
select coalesce(g.name, '(none)') as genre, count(*), min(t.id)
from track t left join genre g on g.id = t.genre_id left join invoice_line l on l.track_id = t.id
where l.id is null group by coalesce(g.name, '(none)') order by 1

-- report units_by_media
select i.country,
       sum(case when m.name = 'MP3 file' then l.quantity else 0 end),
       sum(case when m.name = 'AAC file' then l.quantity else 0 end),
       sum(case when m.name = 'Lossless file' then l.quantity else 0 end),
       sum(case when m.name in ('Vinyl', 'Cassette') then l.quantity else 0 end), sum(l.quantity)
from invoice i join invoice_line l on l.invoice_id = i.id join track t on t.id = l.track_id
     join media_type m on m.id = t.media_type_id
group by i.country order by i.country

-- report best_sellers
with sold as (select track_id, sum(quantity) as units from invoice_line group by track_id),
placed as (
  select g.name as genre, t.id, t.name, s.units,
         row_number() over (partition by g.id order by s.units desc, t.id) as place
  from genre g join track t on t.genre_id = g.id join sold s on s.track_id = t.id)
select genre, place, id, name, units from placed where place <= 3 order by genre, place

-- report shared_but_unsold_there
select track_id from playlist_track where playlist_id <= 6
intersect
select track_id from playlist_track where playlist_id between 7 and 12
except
select l.track_id from invoice_line l join invoice i on i.id = l.invoice_id where i.country = 'Austria'
order by 1 desc limit 10

-- report revenue_rollup
-- on sqlite
select country, city, revenue from (
  select country, city, round(sum(total), 2) as revenue from invoice group by country, city
  union all select country, null, round(sum(total), 2) from invoice group by country
  union all select null, null, round(sum(total), 2) from invoice) as r
order by coalesce(country, ''), coalesce(city, '')
-- on postgresql
select country, city, sum(total) from invoice group by rollup(country, city)
order by coalesce(country, ''), coalesce(city, '')
-- on mariadb
select country, city, revenue from (
  select country, city, sum(total) as revenue from invoice group by country, city with rollup) as r
order by coalesce(country, ''), coalesce(city, '')

-- report median_invoices
-- on sqlite
with placed as (
  select country, cast(total as real) as total, count(*) over (partition by country) as invoices,
         row_number() over (partition by country order by cast(total as real)) as place
  from invoice)
select country, invoices, avg(total) from placed where 2 * place between invoices and invoices + 2
group by country, invoices order by country
-- on postgresql
select country, count(*), percentile_cont(0.5) within group (order by total) from invoice group by country order by 1
-- on mariadb
select distinct country, count(*) over (partition by country), median(total) over (partition by country)
from invoice order by 1

-- report spending_quarters
with spent as (select customer_id, round(sum(total), 2) as amount from invoice group by customer_id),
parts as (select amount, ntile(4) over (order by amount desc, customer_id) as part from spent)
select part, count(*), min(amount), max(amount), round(sum(amount), 2) from parts group by part order by part

-- report longest_tracks
with placed as (
  select t.id, g.name as genre, t.milliseconds,
         percent_rank() over (partition by t.genre_id order by t.milliseconds) as standing,
         cume_dist() over (partition by t.genre_id order by t.milliseconds) as share
  from track t join genre g on g.id = t.genre_id)
select id, genre, milliseconds, standing, share from placed where standing >= 0.995 order by genre, milliseconds, id

-- report buying_gaps
-- on sqlite
with bought as (
  select customer_id, billed, lag(billed) over (partition by customer_id order by billed, id) as before from invoice)
select customer_id, before, billed, cast(julianday(billed) - julianday(before) as integer) as days
from bought where before is not null order by days desc, customer_id, before limit 20
-- on postgresql
with bought as (
  select customer_id, billed, lag(billed) over (partition by customer_id order by billed, id) as before from invoice)
select customer_id, before, billed, billed - before as days
from bought where before is not null order by days desc, customer_id, before limit 20
-- on mariadb
with bought as (
  select customer_id, billed, lag(billed) over (partition by customer_id order by billed, id) as earlier from invoice)
select customer_id, earlier, billed, datediff(billed, earlier) as days
from bought where earlier is not null order by days desc, customer_id, earlier limit 20

-- report buyers_of_every_medium
select c.id, c.last_name from customer c
where (select count(distinct t.media_type_id) from invoice i join invoice_line l on l.invoice_id = i.id
       join track t on t.id = l.track_id where i.customer_id = c.id) = (select count(*) from media_type)
order by c.id

-- report support_shares
with totals as (
  select e.id, e.last_name, count(distinct c.id) as customers, coalesce(round(sum(i.total), 2), 0) as revenue
  from employee e left join customer c on c.support_id = e.id left join invoice i on i.customer_id = c.id
  group by e.id, e.last_name)
select id, last_name, customers, revenue, round(100 * revenue / sum(revenue) over (), 1) from totals order by id

-- report album_listings
-- on sqlite
select a.id, a.title, count(*), sum(t.milliseconds) / 60000, group_concat(t.name, '; ')
from album a join (select * from track order by id) t on t.album_id = a.id where a.artist_id <= 12
group by a.id, a.title order by a.id
-- on postgresql
select a.id, a.title, count(*), sum(t.milliseconds) / 60000, string_agg(t.name, '; ' order by t.id)
from album a join track t on t.album_id = a.id where a.artist_id <= 12 group by a.id, a.title order by a.id
-- on mariadb
select a.id, a.title, count(*), sum(t.milliseconds) div 60000, group_concat(t.name order by t.id separator '; ')
from album a join track t on t.album_id = a.id where a.artist_id <= 12 group by a.id, a.title order by a.id

-- report length_histogram
-- on sqlite mariadb
with recursive minutes(minute) as (select 0 union all select minute + 1 from minutes where minute < 39)
select minute, count(t.id) from minutes
left join track t on t.milliseconds >= minute * 60000 and t.milliseconds < (minute + 1) * 60000
group by minute order by minute
-- on postgresql
select minute, count(t.id) from generate_series(0, 39) as minute
left join track t on t.milliseconds / 60000 = minute group by minute order by minute

-- report accounts
select c.last_name, coalesce(e.last_name, 'nobody'), i.billed, t.name, a.title, l.unit_price
from (select * from customer where country = 'Portugal' and id in (select customer_id from invoice)
      order by id limit 5) c
left join employee e on e.id = c.support_id
join invoice i on i.customer_id = c.id
join invoice_line l on l.invoice_id = i.id
join track t on t.id = l.track_id
join album a on a.id = t.album_id
order by c.id, i.billed, i.id, l.id

-- report discographies
select a.name, b.title, (select count(*) from track t where t.album_id = b.id)
from (select * from artist where name like 'C%' order by id limit 20) a
join album b on b.artist_id = a.id
order by a.id, b.released, b.id

-- report teams
select leader, member, below from (
  select b.last_name as leader, e.last_name as member,
         (select count(*) from employee x where x.manager_id = e.id) as below, e.id as first, 0 as second
  from employee b join employee e on e.manager_id = b.id where b.manager_id is null
  union all
  select b.last_name, e.last_name, (select count(*) from employee x where x.manager_id = e.id), b.id, e.id
  from employee b join employee top on top.id = b.manager_id join employee e on e.manager_id = b.id
  where top.manager_id is null) members
order by first, second

-- report mixes
select p.name, t.name, coalesce(g.name, 'none')
from (select * from track where unit_price > 1 and id in (select track_id from playlist_track)
      order by id limit 30) t
left join genre g on g.id = t.genre_id
join playlist_track pt on pt.track_id = t.id
join playlist p on p.id = pt.playlist_id
order by t.id, p.name
