"""How a query is answered: plan, order, index."""
