// A job that adds deliveries.csv to stock.csv in batches, and remembers how far it is.
#pragma once

namespace stock {

// The new stock and the position reached are one file, which is replaced as a whole.
void add_deliveries();

// The same in two files, and the position first: a kill between them loses a batch.
void add_deliveries_position_first();

}  // namespace stock
