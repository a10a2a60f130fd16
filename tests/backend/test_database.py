from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from backend.accounts.models import Area


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_that_read_first_lose_nothing():
    def write(number):
        try:
            for turn in range(3):
                with transaction.atomic():
                    seen = Area.objects.count()
                    Area.objects.create(key=f"a-{number}-{turn}", name=str(seen))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))
    assert Area.objects.count() == 48


def test_requests_are_not_transactions_and_connections_stay():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
    assert connection.settings_dict["CONN_MAX_AGE"] > 0
