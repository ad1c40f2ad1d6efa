package dev.interlock.server.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.setting.Traffic;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole door over real HTTP, with a real server behind it: it answers or hangs up, in time and not with an error of its
 * own; what the gate is shown is what the body says to another parser, whatever the headers say; and the server gets what the
 * gate was shown and permitted, and nothing else.
 */
public final class DoorFuzz {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

    /** One for all inputs, from the first on. */
    private static @Nullable DoorFuzz door;

    private final HttpFixture modern = new HttpFixture(Set.of(Era.MODERN));
    private final HttpFixture legacy = new HttpFixture(Set.of(Era.LEGACY));
    private final McpUpstream erp = upstream("erp", modern);
    private final McpUpstream old = upstream("old", legacy);
    private final Gateway gateway;
    /** Calls that the gate was shown lately and that no server has got so far. */
    private final Deque<CallContext> shown = new ArrayDeque<>();

    private String session;

    private DoorFuzz() {
        DoorSettings settings = DoorSettings.loopback()
                .withLimits(JsonLimits.requests().withMaxBytes(100_000))
                .withOrigins(Set.of("https://console.example.com"));
        Traffic traffic = Traffic.DEFAULT.withAgent(new Traffic.PerAgent(Traffic.ANY_RATE, 1, 1_000));
        gateway = new Gateway(settings, Map.of("erp", erp, "old", old), false, traffic, Duration.ofSeconds(5));
        session = open();
    }

    private static McpUpstream upstream(String name, HttpFixture fixture) {
        Timing timing = Timing.defaults().withCall(Duration.ofSeconds(2));
        return McpUpstream.http(name, HttpSettings.of(fixture.endpoint()), EraChoice.AUTO, timing, System::nanoTime);
    }

    private String open() {
        return gateway.raw("old")
                .body(INITIALIZE)
                .send()
                .header("Mcp-Session-Id")
                .orElseThrow();
    }

    private static DoorFuzz door() {
        if (door == null) {
            door = new DoorFuzz();
        }
        return door;
    }

    /** After the last input of a test; a fuzzer goes on until its process ends. */
    static synchronized void end() {
        if (door != null) {
            door.gateway.close();
            door.erp.close();
            door.old.close();
            door.modern.close();
            door.legacy.close();
            door = null;
        }
    }

    public static synchronized void fuzzerTestOneInput(byte[] input) throws IOException {
        door().run(input);
    }

    /** The request that is made of the input, for people. */
    static String shown(byte[] input) {
        return new String(new HttpText(new Choices(input)).request("SESSION"), UTF_8);
    }

    /** The same door over pipes. */
    static synchronized byte[] piped(byte[] said) throws IOException, InterruptedException {
        byte[] heard = door().gateway.piped(door().erp, said);
        door().checked();
        return heard;
    }

    private void run(byte[] input) throws IOException {
        var made = new HttpText(new Choices(input));
        byte[] request = made.request(session);
        List<Wire.Response> responses = Wire.exchange(gateway.port(), request);
        String sent = new String(request, UTF_8);
        for (Wire.Response response : responses) {
            answered(sent, made.plain(), response);
        }
        List<CallContext> calls = checked();
        if (made.plain()) {
            understood(made.body(), calls);
        }
        if (responses.stream().anyMatch(response -> response.status() == 404 || response.status() == 204)) {
            session = open();
        }
    }

    /** The calls that were decided since the last time, after a look at what the servers got. */
    private List<CallContext> checked() throws IOException {
        // What servers got is taken first: a call may still be on its way, and the gate is shown it before they get it.
        List<byte[]> got = new ArrayList<>(taken(modern));
        got.addAll(taken(legacy));
        List<CallContext> calls = new ArrayList<>();
        while (!gateway.calls.isEmpty()) {
            // One by one: another that is equal may come meanwhile.
            calls.add(gateway.calls.removeFirst());
        }
        gateway.outcomes.clear();
        gateway.refusals.clear();
        shown.addAll(calls);
        forwarded(got);
        while (shown.size() > 1_000) {
            shown.removeFirst();
        }
        return calls;
    }

    private static void answered(String sent, boolean whole, Wire.Response response) {
        // The web server says that to whoever stops in the middle of a head.
        boolean cut = !whole && response.status() == 500 && response.body().length == 0;
        boolean older = response.status() == 505
                && sent.lines()
                        .findFirst()
                        .filter(line -> line.endsWith(" HTTP/1.1"))
                        .isEmpty();
        if (response.status() >= 500 && !cut && !older) {
            throw new AssertionError("answered with " + response.head() + response.text());
        }
        String said = response.head() + response.text();
        boolean asked = sent.contains("throw") || sent.contains("twice");
        for (String slip :
                List.of("interlock failed", "could not decide", "dev.interlock.server", "Exception", "\tat ")) {
            if (said.contains(slip) && !asked && !sent.contains(slip)) {
                throw new AssertionError("said `" + slip + "`: " + said);
            }
        }
        boolean json = response.head().toLowerCase(Locale.ROOT).contains("content-type: application/json");
        if (json
                && response.body().length > 0
                && !Trees.object(response.body()).path("jsonrpc").asText().equals("2.0")) {
            throw new AssertionError("no json-rpc: " + said);
        }
    }

    /** What the gate was shown is what the body says. */
    private static void understood(byte[] body, List<CallContext> calls) {
        if (calls.isEmpty()) {
            return;
        }
        if (calls.size() > 1) {
            throw new AssertionError("one message was decided " + calls.size() + " times");
        }
        Object theirs;
        try {
            theirs = OtherJson.parse(new String(body, UTF_8));
        } catch (IOException e) {
            throw new AssertionError("decided on what another parser refuses", e);
        }
        CallContext call = calls.getFirst();
        Map<?, ?> params = (Map<?, ?>) ((Map<?, ?>) theirs).get("params");
        boolean same = call.tool().startsWith(GovernedMethod.ENTRY_PREFIX)
                ? OtherJson.same(call.arguments(), without(params))
                : call.tool().equals(params.get("name"))
                        && OtherJson.same(
                                call.arguments(), params.containsKey("arguments") ? params.get("arguments") : Map.of());
        if (!same) {
            throw new AssertionError("the gate was shown " + call + ", and the body says " + theirs);
        }
    }

    private static Object without(Map<?, ?> params) {
        Map<Object, Object> rest = new java.util.LinkedHashMap<>(params);
        rest.remove("_meta");
        return rest;
    }

    private static List<byte[]> taken(HttpFixture fixture) {
        List<byte[]> bodies = new ArrayList<>(fixture.bodies);
        fixture.bodies.removeAll(bodies);
        fixture.headers.clear();
        fixture.tools.seen.clear();
        fixture.answers.clear();
        return bodies;
    }

    /** Whatever a server gets was shown to the gate, and permitted. */
    private void forwarded(List<byte[]> bodies) throws IOException {
        for (byte[] body : bodies) {
            Map<?, ?> message = (Map<?, ?>) OtherJson.parse(new String(body, UTF_8));
            boolean decided = List.of(GovernedMethod.values()).stream()
                    .anyMatch(kind -> kind.method().equals(message.get("method")));
            if (decided && !wasShown(message)) {
                throw new AssertionError("the server got what nobody was shown: " + message);
            }
        }
    }

    /** One call that the gate was shown accounts for one message. */
    private boolean wasShown(Map<?, ?> message) {
        for (CallContext call : shown) {
            if (permitted(call) && same(call, message)) {
                shown.removeFirstOccurrence(call);
                return true;
            }
        }
        return false;
    }

    private static boolean permitted(CallContext call) {
        return !Set.of("deny", "hold", "throw")
                .contains(call.arguments().path("text").asText());
    }

    private static boolean same(CallContext call, Map<?, ?> message) {
        Object params = without((Map<?, ?>) message.get("params"));
        if (call.tool().startsWith(GovernedMethod.ENTRY_PREFIX)) {
            return call.tool().equals(GovernedMethod.ENTRY_PREFIX + message.get("method"))
                    && OtherJson.same(canonical(call.arguments()), params);
        }
        ObjectNode whole = Json.object().put("name", call.tool());
        whole.set("arguments", call.arguments());
        return "tools/call".equals(message.get("method")) && OtherJson.same(canonical(whole), params);
    }

    /** Servers are sent the canonical form, members in its order. */
    private static ObjectNode canonical(ObjectNode shown) {
        return Trees.object(new String(CanonicalForm.bytes(shown), UTF_8));
    }
}
