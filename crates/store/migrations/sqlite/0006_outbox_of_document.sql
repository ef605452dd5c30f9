-- Whether a document was ever public is asked of the outbox: it keeps every row.
CREATE INDEX outbox_of_document ON outbox (document_id, op, seq);
