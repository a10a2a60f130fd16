def test_the_process_says_it_is_alive(client):
    assert client.get("/health/live").status_code == 200
