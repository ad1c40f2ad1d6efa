package dev.interlock.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.notify.signal.WebhookSignature;
import dev.interlock.server.render.CallPhrases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels are told what waits for an answer, and pass on answers, of the people alone that they speak for. */
class ChannelsTest {

    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final String OUT = "a secret of both sides, for what goes out";
    private static final String IN = "a secret of both sides, for what comes in";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CallPhrases PHRASES = new CallPhrases(digest -> Optional.of(catalog()));

    /** What the receiver got: its headers, and the body. */
    private record Got(Map<String, String> headers, byte[] body) {}

    @TempDir
    private Path folder;

    private final FaultyStore store = new FaultyStore();
    private final AtomicLong clock = new AtomicLong(1_795_000_000_000L);
    private final BlockingQueue<Got> received = new LinkedBlockingQueue<>();
    /** What the receiver answers to the next requests; 204 when nothing is left. */
    private final Deque<Integer> answers = new ConcurrentLinkedDeque<>();

    private final Queue<String> paths = new ConcurrentLinkedQueue<>();

    private Domain domain;
    private HttpServer receiver;
    private long task;

    private InstantSource source() {
        return () -> Instant.ofEpochMilli(clock.get());
    }

    private static Bundle bundle() {
        Bundle rig = Rig.bundle("approved");
        var terms = new ApprovalTerms(
                Optional.empty(),
                600_000,
                60_000,
                Optional.of(new ApprovalTerms.Escalation(120_000, "managers")),
                true);
        var rule = new Rule.Require(
                new Rule.Head("AP-02", "Approved payments", Optional.empty(), false, List.of()),
                "payment.release",
                List.of(),
                Optional.of(new Approval(Optional.of("approvers"), 1, Optional.empty(), 3_600_000, terms)),
                Set.of());
        return rig.but().withRules(List.of(rule)).build();
    }

    /** The words for the tool that the rig's agents call. */
    private static Catalog catalog() {
        String text = """
            interlock: v1
            name: words
            owner: controls@example.com
            independence: {line: [owner]}
            risk: {high: {independence: line, on-conflict: deny, on-missing: deny}}
            server: erp
            objects: {vendor: {id: {form: text}}}
            tools:
              pay: {duty: payment.release, say: Pay what is owed, on: {vendor: args.vendor}}
            intents: {pay: {goal: Pay, allow: [payment.release]}}
            """;
        var tree = new MemoryTree(Map.of("interlock.yaml", text.getBytes(StandardCharsets.UTF_8)));
        return ((PolicyBundle.Compiled) PolicyBundle.load(tree)).catalog();
    }

    private static Caller person(String name, String... groups) {
        return new Caller(
                name, "token-" + name, true, false, new TreeMap<>(), new TreeSet<>(Set.of(groups)), Optional.empty());
    }

    private static Registry registry() {
        var entries = new ArrayList<Registry.Entry>();
        for (Caller caller : List.of(person("vera", "approvers"), person("finn", "approvers"))) {
            entries.add(new Registry.Entry(
                    caller, List.of(Token.create(new SecureRandom()).hash())));
        }
        return new Registry(entries);
    }

    @BeforeEach
    void start() throws Exception {
        Quiet.on();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        domain = Rig.open(store, store, signer, bundle(), clock);
        task = Rig.task(domain, ANN);
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() throws IOException {
        receiver.stop(0);
        domain.close();
    }

    private void receive(HttpExchange exchange) throws IOException {
        paths.add(exchange.getRequestURI().getPath());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        received.add(new Got(headers, exchange.getRequestBody().readAllBytes()));
        Integer status = answers.poll();
        if (status != null && status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    private ChannelsConfig config() {
        URI to = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        return new ChannelsConfig(new TreeMap<>(Map.of(
                "chat",
                new ChannelsConfig.Channel(
                        Optional.of(to),
                        OUT,
                        true,
                        Set.of(),
                        Optional.of(new ChannelsConfig.Answers(IN, Set.of("vera")))))));
    }

    private Channels channels() throws IOException {
        return Channels.start(
                config(),
                "payments.example.com",
                folder,
                domain,
                PHRASES,
                source(),
                Duration.ofMillis(5),
                Duration.ofMillis(5));
    }

    private Answer.Hold hold(String vendor) {
        CallFacts facts = Rig.pay(vendor);
        return (Answer.Hold) domain.ask(Rig.call0(ANN, task, facts)).answer();
    }

    private JsonNode next(String type) throws Exception {
        Got got = received.poll(120, TimeUnit.SECONDS);
        assertThat(got).as("a message of type %s", type).isNotNull();
        JsonNode body = JSON.readTree(got.body());
        assertThat(body.path("type").textValue()).isEqualTo(type);
        assertThat(new WebhookSignature(OUT)
                        .verifies(
                                got.headers().get("webhook-id"),
                                Long.parseLong(got.headers().get("webhook-timestamp")),
                                got.body(),
                                got.headers().get("webhook-signature")))
                .isTrue();
        return body.path("data");
    }

    @Test
    void whatWaitsIsToldWithWhatWasAskedBesideWhatIsDone() throws Exception {
        try (var all = channels()) {
            Answer.Hold hold = hold("V-1");
            JsonNode data = next("hold.held");
            assertThat(data.path("hold").textValue()).isEqualTo("h-" + hold.hold());
            assertThat(data.path("code").textValue()).isEqualTo(hold.code());
            assertThat(data.path("say").textValue()).isEqualTo("Pay what is owed");
            assertThat(data.path("asked").path("instruction").textValue()).isEqualTo("do it");
            assertThat(data.path("does").path("objects").toString()).contains("vendor/V-1");
            assertThat(data.path("needs").path(0).path("group").textValue()).isEqualTo("approvers");
            domain.ask(new Command.AnswerHold(hold.hold(), person("vera", "approvers"), true, "")
                    .confirmedWith(hold.code()));
            JsonNode answered = next("hold.answered");
            assertThat(answered.path("approved").booleanValue()).isTrue();
            assertThat(answered.path("say").textValue()).isEqualTo("Pay what is owed");
        }
    }

    @Test
    void whatIsNotAcknowledgedIsToldAgainAlsoAfterARestart() throws Exception {
        answers.add(500);
        String first;
        try (var all = channels()) {
            hold("V-1");
            Got got = received.poll(120, TimeUnit.SECONDS);
            Got again = received.poll(120, TimeUnit.SECONDS);
            assertThat(got).isNotNull();
            assertThat(again).isNotNull();
            first = got.headers().get("webhook-id");
            assertThat(again.headers().get("webhook-id")).isEqualTo(first);
        }
        hold("V-2");
        try (var all = channels()) {
            // What was acknowledged just before the end may be told once more, never less.
            String objects = "";
            for (int i = 0; i < 2 && !objects.contains("vendor/V-2"); i++) {
                objects = next("hold.held").path("does").path("objects").toString();
            }
            assertThat(objects).contains("vendor/V-2");
        }
    }

    @Test
    void itIsKnownForHowLongAChannelIsToldNothing() throws Exception {
        answers.addAll(Collections.nCopies(1_000, 500));
        try (var all = channels()) {
            assertThat(all.delays()).isEqualTo(Map.of("chat", Duration.ZERO));
            hold("V-1");
            // The second try comes once the first has failed.
            assertThat(received.poll(120, TimeUnit.SECONDS)).isNotNull();
            assertThat(received.poll(120, TimeUnit.SECONDS)).isNotNull();
            clock.addAndGet(90_000);
            assertThat(all.delays().get("chat")).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
            answers.clear();
            while (!all.delays().get("chat").isZero()) {
                Until.pause();
            }
        }
    }

    /** What happens in a lane does not wait until a pause after some failure is over. */
    @Test
    void whatIsUrgentEndsThePauseAfterAFailure() throws Exception {
        answers.add(500);
        try (var all = Channels.start(
                config(),
                "payments.example.com",
                folder,
                domain,
                PHRASES,
                source(),
                Duration.ofHours(1),
                Duration.ofMillis(5))) {
            hold("V-1");
            next("hold.held");
            all.urge();
            next("hold.held");
        }
    }

    /** A redirect leads where nobody looked at the address. */
    @Test
    void aRedirectIsNoAcknowledgementAndNotFollowed() throws Exception {
        answers.add(302);
        try (var all = channels()) {
            hold("V-1");
            next("hold.held");
            next("hold.held");
            assertThat(paths).containsOnly("/hook").hasSize(2);
        }
    }

    /** One that is said to be inside hears of it; those that are not, at an address inside or a name of one, do not. */
    @Test
    void nothingIsToldInsideUnlessItIsSaidToBe() throws Exception {
        int port = receiver.getAddress().getPort();
        var channels = new TreeMap<>(config().channels());
        for (String host : List.of("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433")) {
            channels.put(
                    "a" + channels.size(),
                    new ChannelsConfig.Channel(
                            Optional.of(URI.create("http://" + host + ":" + port + "/inside")),
                            OUT,
                            false,
                            Set.of(),
                            Optional.empty()));
        }
        try (var all = Channels.start(
                new ChannelsConfig(channels),
                "payments.example.com",
                folder,
                domain,
                PHRASES,
                source(),
                Duration.ofMillis(5),
                Duration.ofMillis(5))) {
            for (int i = 0; i < 5; i++) {
                hold("V-" + i);
                next("hold.held");
            }
        }
        assertThat(paths).containsOnly("/hook").hasSize(5);
    }

    @Test
    void reminderEscalationAndTheEndComeWithTime() throws Exception {
        try (var all = channels()) {
            hold("V-1");
            next("hold.held");
            clock.addAndGet(61_000);
            next("hold.reminded");
            clock.addAndGet(60_000);
            List<String> types = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Got got = received.poll(120, TimeUnit.SECONDS);
                assertThat(got).isNotNull();
                types.add(JSON.readTree(got.body()).path("type").textValue());
            }
            assertThat(types).containsExactlyInAnyOrder("hold.reminded", "hold.escalated");
            clock.addAndGet(100_000);
            next("hold.reminded");
        }
    }

    // --- answers

    private ChannelAnswers in() {
        return new ChannelAnswers(config(), domain, registry(), Roles.NONE, StepUp.DEFAULT, source());
    }

    private ObjectNode message(Answer.Hold hold, String person) {
        String digest =
                domain.query(state -> state.holds().get(hold.hold()).held().digest());
        return Json.object()
                .put("hold", "h-" + hold.hold())
                .put("digest", digest)
                .put("answer", "approve")
                .put("person", person)
                .put("code", hold.code());
    }

    private ChannelAnswers.Outcome say(ChannelAnswers in, String id, long seconds, String secret, ObjectNode message) {
        byte[] body = Json.bytes(message);
        String signature =
                new WebhookSignature(secret).headers(id, seconds, body).get("webhook-signature");
        return in.answer("chat", id, Long.toString(seconds), signature, body);
    }

    private long now() {
        return clock.get() / 1_000;
    }

    @Test
    void whomItSpeaksForAnswersByIt() throws Exception {
        Answer.Hold hold = hold("V-1");
        var in = in();
        assertThat(say(in, "m-1", now(), IN, message(hold, "finn")).status()).isEqualTo(403);
        ChannelAnswers.Outcome reply = say(in, "m-2", now(), IN, message(hold, "vera"));
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        List<Event.HoldAnswered> recorded = new ArrayList<>();
        domain.history().scan(0, domain.ledger().size(), each -> {
            if (each.event() instanceof Event.HoldAnswered answered) {
                recorded.add(answered);
            }
        });
        assertThat(recorded).hasSize(1);
        assertThat(recorded.getFirst().how().channel()).contains("chat");
        assertThat(recorded.getFirst().how().confirmed()).isTrue();
        // the same message again
        assertThat(say(in, "m-2", now(), IN, message(hold, "vera")).status()).isEqualTo(401);
    }

    @Test
    void aCriticalCallIsNotApprovedByItWhereThatTakesAFreshLogin() {
        Answer.Hold hold = hold("V-1");
        var in = new ChannelAnswers(
                config(), domain, registry(), Roles.NONE, new StepUp(Optional.of(Duration.ofMinutes(5))), source());

        ChannelAnswers.Outcome approved = say(in, "m-1", now(), IN, message(hold, "vera"));
        assertThat(approved.status()).isEqualTo(403);
        assertThat(approved.body().path("code").textValue()).isEqualTo(StepUp.CODE);
        ObjectNode rejection = message(hold, "vera").put("answer", "reject");
        rejection.remove("code");
        assertThat(say(in, "m-2", now(), IN, rejection).status()).isEqualTo(200);
    }

    @Test
    void forgedOldAndRepeatedMessagesAreNotBelieved() {
        Answer.Hold hold = hold("V-1");
        var in = in();
        ObjectNode message = message(hold, "vera");
        assertThat(say(in, "m-1", now(), OUT, message).forged()).contains("signature");
        assertThat(say(in, "m-1", now() - 301, IN, message).forged()).contains("expired");
        assertThat(say(in, "m-1", now() + 301, IN, message).forged()).contains("expired");
        assertThat(in.answer("other", "m-1", Long.toString(now()), "v1,x", Json.bytes(message))
                        .status())
                .isEqualTo(401);
        assertThat(in.answer("chat", "m-1", "soon", "v1,x", Json.bytes(message)).forged())
                .contains("signature");
        // a signature of another body
        byte[] other = Json.bytes(message.deepCopy().put("answer", "reject"));
        String signature = new WebhookSignature(IN)
                .headers("m-1", now(), Json.bytes(message))
                .get("webhook-signature");
        assertThat(in.answer("chat", "m-1", Long.toString(now()), signature, other)
                        .forged())
                .contains("signature");
        int answered =
                domain.query(state -> state.holds().get(hold.hold()).answers().size());
        assertThat(answered).isZero();
    }

    @Test
    void anAnswerIsToWhatWasShownAndWithItsCode() {
        Answer.Hold hold = hold("V-1");
        var in = in();
        ObjectNode another = message(hold, "vera").put("digest", "sha-256:another");
        assertThat(say(in, "m-1", now(), IN, another).body().path("code").textValue())
                .isEqualTo("hold-outdated");
        ObjectNode uncoded = message(hold, "vera");
        uncoded.remove("code");
        assertThat(say(in, "m-2", now(), IN, uncoded).body().path("code").textValue())
                .isEqualTo("confirmation-required");
        ObjectNode undigested = message(hold, "vera");
        undigested.remove("digest");
        assertThat(say(in, "m-3", now(), IN, undigested).status()).isEqualTo(400);
        assertThat(say(in, "m-4", now(), IN, message(hold, "vera").put("groups", "approvers"))
                        .status())
                .isEqualTo(400);
    }
}
