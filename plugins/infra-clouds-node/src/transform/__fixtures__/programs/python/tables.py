"""A table, written and read."""
from infrar import database
from infrar.database import connect, execute as run, query

postgres, secrets, max, rows = 'mine', 'mine', 'mine', 'mine'
name = "O'Hara'); drop table people; --"

print(connect(), database.connect())
print(run('create table people (id integer primary key, name text)'))
print(run('insert into people (id, name) values ($1, $2), ($3, $4)', [1, 'Ann', 2, name]))
print(query('select * from people where id = $1', parameters=(2,)))
print([row['name'] for row in query("select name from people where name like '%n%' order by id")])
print(database.query(sql='update people set name = $2 where id = $1 returning id, name', parameters=[1, None]))
print(query('insert into people (id) values (3)'), query('select id from people where id > $1', [9]))
print(database.execute('delete from people where id in ($1, $2)', [1, 8]), run('delete from people where id = 8'))
print(f"{len(query('select id from people'))} left", postgres, secrets, max, rows)
try:
    run('lose the connection')
except Exception as error:
    print(error)
print(query('select count(*) as count from people'))
