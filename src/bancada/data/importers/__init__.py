"""Files and foreign tables read into plain Arrow tables, checked on the way. Knows no catalogue and writes nothing."""
