"""What a signal declares for its readers: figures of its detail, totals, filter keys, news, the wall's figure."""
