package dev.interlock.server.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which door a request comes to. */
class RouteTableTest {

    private static final Door METRICS = request -> Reply.empty(201);
    private static final Door ONE = request -> Reply.empty(202);
    private static final Door POLL = request -> Reply.empty(203);
    private static final Door BELOW = request -> Reply.empty(206);

    private static final RouteTable ROUTES = new RouteTable(List.of(
            Route.get("/metrics", METRICS),
            Route.any("/mcp/{server}", ONE),
            Route.post("/v1/streams/{stream}/poll", POLL),
            Route.any("/v1/*", BELOW)));

    @ParameterizedTest
    @CsvSource({
        "GET, /metrics, 201",
        "DELETE, /mcp/erp, 202",
        "POST, /mcp/erp%2fold, 202",
        "POST, /v1/streams/idp/poll, 203",
        "GET, /v1/streams/idp/poll, 206",
        "POST, /v1/streams//poll, 206",
        "POST, /v1/streams/a/b/poll, 206",
        "POST, /v1/streams/poll, 206",
        "GET, /v1, 206",
        "GET, /v1/, 206",
        "GET, /v1/tasks/t-1, 206"
    })
    void theFirstThatFitsAnswers(String method, String path, int status) throws Exception {
        assertThat(ROUTES.find(method, path).orElseThrow().handle(null).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /metrics",
        "HEAD, /metrics",
        "GET, /metrics/",
        "GET, /metric",
        "GET, /%6detrics",
        "GET, /mcp",
        "GET, /mcp/",
        "GET, /mcp/erp/",
        "GET, /MCP/erp",
        "GET, /v10",
        "GET, /"
    })
    void elsewhereIsNoDoor(String method, String path) {
        assertThat(ROUTES.find(method, path)).isEmpty();
    }
}
