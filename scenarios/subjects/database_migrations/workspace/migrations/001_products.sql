CREATE TABLE IF NOT EXISTS products (name TEXT, price INT);
INSERT INTO products VALUES ('bolt', 2);
INSERT INTO products VALUES ('nut', 1);
