package dev.interlock.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.CallAnswer;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.mcp.Continuation;
import dev.interlock.server.mcp.Forwarder;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that asks again under the same key, as all of the legacy era do, on a real domain: no later answer takes an earlier one
 * out of the record.
 */
@Timeout(30)
class RepeatedQuestionTest {

    private static final String BUNDLE = """
            interlock: v1
            name: asking
            owner: controls@example.com
            independence: {line: [owner]}
            risk:
              top: {independence: line, on-conflict: deny, on-missing: deny}
            server: shop
            tools:
              change:
                duty: vendor.look
                risk: top
                values: {payee: 'args["mcp:answers"].question.content.iban?'}
                any-of:
                  - when: '"mcp:answers" in args && "vendor" in args["mcp:answers"].question.content'
                    duty: vendor.change
                    on: {vendor: 'args["mcp:answers"].question.content.vendor'}
                  - {when: '!("mcp:answers" in args) || !("vendor" in args["mcp:answers"].question.content)', duty: vendor.look}
              pay: {duty: payment.release, on: {vendor: args.vendor}, risk: top}
            objects: {vendor: {}}
            intents: {all: {goal: All, allow: [vendor.look, vendor.change, payment.release]}}
            rules:
              - id: R-1
                title: Whoever changes a vendor does not pay it
                separate: {duties: [vendor.change, payment.release], per: vendor, within: 1d}
                risk: top
            """;

    private static final Caller ANN = new Caller(
            "ann",
            "token-ann",
            false,
            true,
            new TreeMap<>(Map.of("owner", AttributeValue.known("team-ann"))),
            new TreeSet<>(),
            Optional.of("all"));

    private final FaultyStore store = new FaultyStore();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
    private Domain domain;
    private Gate gate;

    @BeforeEach
    void open() throws Exception {
        Quiet.on();
        var tree = new MemoryTree(Map.of("interlock.yaml", BUNDLE.getBytes(StandardCharsets.UTF_8)));
        PolicyBundle.Compiled policy = (PolicyBundle.Compiled) PolicyBundle.load(tree);
        domain = Rig.open(
                store,
                store,
                Ed25519Signer.generate("example.com/gate", new SecureRandom()),
                policy.engine(),
                new AtomicLong(1_000_000));
        var now = new Policy(policy.engine(), policy.catalog());
        gate = new Gate(domain, () -> now, new Outcomes(domain, retries));
    }

    @AfterEach
    void close() throws IOException {
        retries.shutdownNow();
        domain.close();
    }

    private CallAnswer call(String tool, String arguments, Forwarder forwarder) {
        var context = new CallContext(
                "shop",
                tool,
                Trees.object(arguments),
                Optional.empty(),
                Optional.empty(),
                Revision.modern(),
                Optional.empty());
        return gate.call(new AgentCaller(ANN), context, forwarder);
    }

    private static Continuation.Decision answer(Continuation continuation, String content) {
        ObjectNode answers = Json.object();
        answers.putObject("question").put("action", "accept").set("content", Trees.object(content));
        return continuation.decide(answers);
    }

    private Event.CallReserved reserved() throws IOException {
        var events = new ArrayList<Event.CallReserved>();
        domain.history().scan(0, domain.ledger().size(), (Recorded r) -> {
            if (r.event() instanceof Event.CallReserved one) {
                events.add(one);
            }
        });
        return events.getLast();
    }

    @Test
    void whatWasAnsweredFirstStaysInTheRecord() throws IOException {
        call("change", "{}", (receipt, continuation) -> {
            assertThat(answer(continuation, "{\"vendor\":\"V-1\"}"))
                    .isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"sure\":true}")).isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"vendor\":\"V-2\"}"))
                    .isInstanceOf(Continuation.Decision.Permitted.class);
            return ScriptedUpstream.text("changed");
        });
        assertThat(reserved().facts().objects())
                .extracting(Key::toString)
                .containsExactlyInAnyOrder("vendor/V-1", "vendor/V-2");
        for (String vendor : List.of("V-1", "V-2")) {
            assertThat(call("pay", "{\"vendor\":\"" + vendor + "\"}", (receipt, continuation) -> {
                        throw new AssertionError("forwarded");
                    }))
                    .as(vendor)
                    .isInstanceOfSatisfying(
                            CallAnswer.Denied.class,
                            denied -> assertThat(denied.code()).isEqualTo("duty-conflict"));
        }
    }

    @Test
    void aValueIsOne() throws IOException {
        call("change", "{}", (receipt, continuation) -> {
            assertThat(answer(continuation, "{\"iban\":\"BOB\"}")).isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"sure\":true}")).isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"iban\":\"EVE\"}")).isInstanceOf(Continuation.Decision.Refused.class);
            assertThat(answer(continuation, "{\"iban\":\"BOB\"}")).isInstanceOf(Continuation.Decision.Permitted.class);
            return ScriptedUpstream.text("changed");
        });
        assertThat(reserved().facts().values()).isEqualTo(Map.of("payee", "BOB"));
    }
}
