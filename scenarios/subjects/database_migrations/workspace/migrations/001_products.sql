CREATE TABLE IF NOT EXISTS products (name TEXT, price INT);
