package dev.interlock.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.Payable;
import dev.interlock.e2e.Stage;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.observe.TelemetryConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The record as a stream: all of it, in order, once; for auditors alone; and nobody waits for who does not read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditStreamTest {

    private static final String PATH = "/v1/audit/stream";

    private final Token siem = Token.create(new SecureRandom());
    private Stage stage;
    private Client clerk;

    /** One who listens. */
    private static final class Listener implements AutoCloseable {
        private final HttpClient http = HttpClient.newHttpClient();
        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Listener(URI uri, String token, Map<String, String> headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token);
            headers.forEach(request::header);
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        /** The next event, its id and data; empty at the end of the stream. */
        Optional<Map.Entry<String, String>> next() throws IOException {
            String id = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !data.isEmpty()) {
                    return Optional.of(Map.entry(id, data));
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            response.body().close();
            http.shutdownNow();
        }
    }

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        Leaks.RUN.ofCaller(siem.reveal());
        stage = Stage.open(folder, telemetry());
        clerk = stage.atWork("clerk", "olivia");
        Client booker = stage.atWork("booker", "bert");
        Client payer = stage.atWork("payer", "ina");
        Payable due = stage.payable(clerk, booker);
        assertThat(clerk.call("release_payment", due.release()).kind()).isEqualTo(Answer.Kind.DENIED);
        stage.approved(payer, due.release());
        Stage.done(payer.call("release_payment", due.release()));
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Listener listen(String token, String query, String... headers) throws Exception {
        var more = new TreeMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            more.put(headers[i], headers[i + 1]);
        }
        return new Listener(stage.url.resolve(PATH + query), token, more);
    }

    private int refused(String token, String query, String... headers) throws Exception {
        try (Listener listener = listen(token, query, headers)) {
            assertThat(listener.response.headers().firstValue("content-type")).contains("application/problem+json");
            return listener.response.statusCode();
        }
    }

    @Test
    void allOfTheRecordComesInOrderAndGoesOn() throws Exception {
        List<Recorded> record = stage.record.all();
        var seen = new ArrayList<String>();
        try (Listener listener = listen(siem.reveal(), "?from=0")) {
            assertThat(listener.response.statusCode()).isEqualTo(200);
            assertThat(listener.response.headers().firstValue("content-type")).contains("text/event-stream");
            for (Recorded entry : record) {
                var event = listener.next().orElseThrow();
                assertThat(event.getKey()).isEqualTo(Long.toString(entry.seq()));
                assertThat(event.getValue()).isEqualTo(new String(Leaves.shown(entry), StandardCharsets.UTF_8));
                seen.add(event.getKey());
            }
            clerk.call("list_vendors", Json.object());
            var live = listener.next().orElseThrow();
            assertThat(Long.parseLong(live.getKey())).isEqualTo(record.size());
        }
        String half = seen.get(seen.size() / 2);
        try (Listener again = listen(siem.reveal(), "?from=0", "Last-Event-ID", half)) {
            assertThat(again.next().orElseThrow().getKey())
                    .as("after the last that it has")
                    .isEqualTo(Long.toString(Long.parseLong(half) + 1));
        }
    }

    @Test
    void withoutAPlaceItBeginsWithWhatComes() throws Exception {
        try (Listener listener = listen(siem.reveal(), "")) {
            long size = stage.record.size();
            clerk.call("list_vendors", Json.object());
            assertThat(Long.parseLong(listener.next().orElseThrow().getKey())).isGreaterThanOrEqualTo(size - 1);
        }
    }

    @Test
    void everyEntryHasAFormOfOcsf() throws Exception {
        var byType = new TreeMap<String, ObjectNode>();
        long size = stage.record.size();
        try (Listener listener = listen(stage.troupe.token("sam"), "?form=ocsf&from=0")) {
            for (long i = 0; i < size; i++) {
                ObjectNode event =
                        Trees.object(listener.next().orElseThrow().getValue().getBytes(StandardCharsets.UTF_8));
                valid(event);
                byType.put(event.path("metadata").path("event_code").asText(), event);
            }
        }
        ObjectNode denied = byType.get("call-denied");
        assertThat(denied.path("action_id").asInt()).isEqualTo(2);
        assertThat(denied.path("status_id").asInt()).isEqualTo(2);
        assertThat(denied.path("status_code").asText()).isEqualTo("duty-conflict");
        assertThat(denied.at("/authorizations/0/decision").asText()).isEqualTo("deny");
        assertThat(denied.at("/authorizations/0/policy/uid").asText()).isEqualTo("AP-01");
        assertThat(denied.at("/api/operation").asText()).isEqualTo("release_payment");
        assertThat(denied.at("/api/service/name").asText()).isEqualTo("erp");
        assertThat(denied.at("/ai_agent/name").asText()).isEqualTo("clerk");
        assertThat(denied.at("/actor/user/name").asText()).isEqualTo("clerk");
        ObjectNode permitted = byType.get("call-reserved");
        assertThat(permitted.path("action_id").asInt()).isEqualTo(1);
        assertThat(permitted.path("status_id").asInt()).isEqualTo(1);
        assertThat(byType.get("call-held").at("/unmapped/hold").asText()).startsWith("h-");
        assertThat(byType.get("hold-answered").at("/actor/user/name").asText()).isEqualTo("vera");
        assertThat(byType.get("hold-answered").at("/actor/user/type_id").asInt())
                .isEqualTo(1);
        assertThat(byType.get("call-settled").path("status").asText()).isEqualTo("Success");
    }

    /** What the class requires, and what follows from what. */
    private static void valid(ObjectNode event) {
        String text = event.toString();
        for (String required : List.of(
                "activity_id",
                "actor",
                "api",
                "category_uid",
                "class_uid",
                "metadata",
                "severity_id",
                "src_endpoint",
                "time",
                "type_uid",
                "action_id")) {
            assertThat(event.has(required)).as(required + " of " + text).isTrue();
        }
        assertThat(event.path("class_uid").asInt()).isEqualTo(6003);
        assertThat(event.path("category_uid").asInt()).isEqualTo(6);
        int activity = event.path("activity_id").asInt();
        assertThat(activity).isIn(1, 2, 3, 4, 99);
        assertThat(event.path("type_uid").asLong()).isEqualTo(6003L * 100 + activity);
        assertThat(event.path("severity_id").asInt()).isBetween(0, 6);
        assertThat(event.path("status_id").asInt()).isIn(0, 1, 2);
        assertThat(event.path("action_id").asInt()).isIn(1, 2, 3);
        assertThat(event.at("/metadata/version").asText()).startsWith("1.");
        assertThat(event.at("/metadata/product/vendor_name").asText()).isNotEmpty();
        assertThat(event.at("/metadata/profiles").toString()).contains("security_control", "ai_operation");
        assertThat(event.at("/metadata/uid").asText()).isNotEmpty();
        assertThat(event.at("/api/operation").asText()).as(text).isNotEmpty();
        assertThat(event.at("/actor/user/name").asText()).as(text).isNotEmpty();
        assertThat(event.path("src_endpoint").isEmpty()).isFalse();
        assertThat(Trees.object(event.path("raw_data").asText().getBytes(StandardCharsets.UTF_8))
                        .path("type")
                        .asText())
                .isEqualTo(event.at("/metadata/event_code").asText());
    }

    @Test
    void onlyAuditorsListen() throws Exception {
        assertThat(refused(stage.troupe.token("clerk"), "")).as("an agent").isEqualTo(403);
        assertThat(refused(stage.troupe.token("vera"), "")).as("an approver").isEqualTo(403);
        assertThat(refused(Token.create(new SecureRandom()).reveal(), "")).isEqualTo(401);
        try (Listener auditor = listen(stage.troupe.token("sam"), "?from=0")) {
            assertThat(auditor.next()).isPresent();
        }
    }

    @Test
    void whatIsAskedForHasToBeThere() throws Exception {
        assertThat(refused(siem.reveal(), "?form=cef")).isEqualTo(400);
        assertThat(refused(siem.reveal(), "?from=-1")).isEqualTo(400);
        assertThat(refused(siem.reveal(), "?from=999999999"))
                .as("beyond the end")
                .isEqualTo(400);
        assertThat(refused(siem.reveal(), "?from=0&from=1")).isEqualTo(400);
        assertThat(refused(siem.reveal(), "?since=0")).isEqualTo(400);
        assertThat(refused(siem.reveal(), "", "Last-Event-ID", "last")).isEqualTo(400);
    }

    @Test
    void whoDoesNotReadHoldsNobodyUpAndStreamsEndWithTheServer(@TempDir Path folder) throws Exception {
        try (Stage own = Stage.open(folder, telemetry());
                Socket deaf = new Socket("127.0.0.1", own.port());
                Listener listener = new Listener(own.url.resolve(PATH + "?from=0"), siem.reveal(), Map.of())) {
            deaf.setReceiveBufferSize(1_024);
            OutputStream out = deaf.getOutputStream();
            out.write(("GET " + PATH + "?from=0&form=ocsf HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + siem.reveal() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Client agent = own.atWork("clerk", "olivia");
            for (int i = 0; i < 300; i++) {
                assertThat(agent.call("list_vendors", Json.object()).kind()).isEqualTo(Answer.Kind.DONE);
            }
            long size = own.record.size();
            for (long i = 0; i < size; i++) {
                assertThat(listener.next().orElseThrow().getKey()).isEqualTo(Long.toString(i));
            }
            own.close();
            while (listener.next().isPresent()) {
                // what is recorded at the end
            }
        }
    }

    @Test
    void soManyMayListenAtATime(@TempDir Path folder) throws Exception {
        var listeners = new ArrayList<Listener>();
        try (Stage own = Stage.open(folder, telemetry())) {
            for (int i = 0; i < 16; i++) {
                listeners.add(new Listener(own.url.resolve(PATH), siem.reveal(), Map.of()));
                assertThat(listeners.getLast().response.statusCode()).isEqualTo(200);
            }
            try (Listener more = new Listener(own.url.resolve(PATH), siem.reveal(), Map.of())) {
                assertThat(more.response.statusCode()).isEqualTo(503);
                assertThat(more.response.headers().firstValue("retry-after")).isPresent();
            }
        } finally {
            for (Listener each : listeners) {
                each.close();
            }
        }
    }

    private TelemetryConfig telemetry() {
        return new TelemetryConfig(
                Optional.empty(), Optional.empty(), Optional.of(new TelemetryConfig.Audit(siem.hash())));
    }
}
