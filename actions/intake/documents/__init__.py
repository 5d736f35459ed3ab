"""Reading a receipt, an order, an invoice or a price tag: from lines of text with places to fields that are
proposed. Pure: lines and the day in, findings out; nothing here fills a form."""
