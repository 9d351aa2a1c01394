INSERT INTO products VALUES ('bolt', 2);
INSERT INTO products VALUES ('nut', 1);
