package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate on a real domain and the accounts-payable catalogue, before upstreams and ledgers that fail. */
class GateFaultTest {

    private static final Caller ANN = Stage.agent("ann", "payables", "settle-payables");
    private static final Caller BOB = Stage.agent("bob", "treasury", "settle-payables");

    @TempDir
    Path folder;

    private final AtomicInteger forwarded = new AtomicInteger();
    private Stage stage;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void open() throws Exception {
        stage = new Stage((PolicyBundle.Compiled) PolicyBundle.load(bundle()));
    }

    @AfterEach
    void close() throws IOException {
        stage.close();
    }

    /** The example, in which the ERP's refusal to edit a vendor is known to have no effect. */
    private Path bundle() throws IOException {
        Path source = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.writeString(
                        target,
                        Files.readString(file)
                                .replace(
                                        "    duty: vendor.edit\n",
                                        "    duty: vendor.edit\n"
                                                + "    no-effect: [401-challenge, 404-session, is-error]\n"));
            }
        }
        return folder;
    }

    private CallAnswer call(Caller caller, String tool, String arguments, Forwarder forwarder) {
        ObjectNode given = Stage.json(arguments);
        return stage.gate.call(
                new AuthenticatedCaller(caller),
                new CallContext(
                        "erp", tool, given, Optional.empty(), Optional.empty(), Revision.modern(), Optional.empty()),
                (receipt, continuation) -> {
                    forwarded.incrementAndGet();
                    return forwarder.forward(receipt, continuation);
                });
    }

    private CallAnswer createVendor(CallOutcome outcome) {
        return call(
                ANN,
                "create_vendor",
                "{\"name\":\"Acme\",\"iban\":\"DE89370400440532013000\"}",
                (r, continuation) -> outcome);
    }

    private CallAnswer editVendor(Caller caller, CallOutcome outcome) {
        return call(caller, "edit_vendor", "{\"vendor_id\":\"V-1\",\"iban\":\"DE89\"}", (r, continuation) -> outcome);
    }

    private static CallOutcome result(String structured, boolean isError) {
        ObjectNode result = Json.object().put("isError", isError);
        result.putArray("content");
        result.set("structuredContent", Stage.json(structured));
        return new CallOutcome.Result(result, isError);
    }

    private Settlement settlement() throws IOException {
        return ((Event.CallSettled) stage.events().getLast()).settlement();
    }

    // --- arguments

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "1e400", "-1e399", "123456789012345678901234567890"})
    void argumentsWithoutCanonicalFormAreDeniedAndRecorded(String number) throws IOException {
        CallAnswer answer = call(
                ANN,
                "create_vendor",
                "{\"name\":\"Acme\",\"iban\":\"DE89\",\"rank\":{\"n\":[" + number + "]}}",
                (r, continuation) -> {
                    throw new AssertionError("forwarded");
                });
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Denied.class, denied -> {
            assertThat(denied.code()).isEqualTo("argument-invalid");
            assertThat(denied.message()).contains("canonical form").contains("/rank/n/0");
        });
        assertThat(stage.events().getLast()).isInstanceOf(Event.CallDenied.class);
        assertThat(forwarded).hasValue(0);
    }

    @Test
    void anUnknownToolIsDeniedAndRecorded() throws IOException {
        assertThat(call(ANN, "drop_tables", "{}", (r, continuation) -> new CallOutcome.Unknown("forwarded")))
                .isInstanceOfSatisfying(
                        CallAnswer.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("tool-unknown"));
        assertThat(stage.events().getLast()).isInstanceOf(Event.CallDenied.class);
        assertThat(forwarded).hasValue(0);
    }

    @Test
    void aMissingObjectArgumentIsDeniedWithItsPlace() {
        assertThat(call(
                        ANN,
                        "edit_vendor",
                        "{\"iban\":\"DE89\"}",
                        (r, continuation) -> new CallOutcome.Unknown("forwarded")))
                .isInstanceOfSatisfying(CallAnswer.Denied.class, denied -> {
                    assertThat(denied.code()).isEqualTo("argument-invalid");
                    assertThat(denied.message()).contains("args.vendor_id");
                });
        assertThat(forwarded).hasValue(0);
    }

    // --- what upstreams do

    @Test
    void aRefusalBeforeEffectIsAFailure() throws IOException {
        assertThat(createVendor(new CallOutcome.RefusedBeforeEffect("unreachable", "it is down")))
                .isInstanceOfSatisfying(
                        CallAnswer.NotDone.class,
                        answer -> assertThat(answer.message()).contains("it is down"));
        assertThat(settlement()).isEqualTo(new Settlement.Failed("unreachable: it is down"));
        assertThat(editVendor(BOB, result("{}", false))).isInstanceOf(CallAnswer.Relayed.class);
    }

    @Test
    void aLostAnswerIsUnknown() throws IOException {
        assertThat(createVendor(new CallOutcome.Unknown("no answer came within 1 s")))
                .isInstanceOfSatisfying(
                        CallAnswer.Uncertain.class,
                        answer -> assertThat(answer.details().path("outcome").asText())
                                .isEqualTo("unknown"));
        assertThat(settlement()).isEqualTo(new Settlement.Unknown("no answer came within 1 s"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"vendor_id\":null}",
                "{\"vendor_id\":[]}",
                "{\"vendor_id\":\"\"}",
                "{\"vendor_id\":\"a\\u0000\"}"
            })
    void aResultThatDoesNotNameTheVendorIsUnknown(String structured) throws IOException {
        assertThat(createVendor(result(structured, false))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(settlement()).isInstanceOf(Settlement.Unknown.class);
    }

    private static CallOutcome result(String structured, List<String> texts) {
        ObjectNode result = Json.object().put("isError", false);
        var content = result.putArray("content");
        texts.forEach(text -> content.addObject().put("type", "text").put("text", text));
        result.set("structuredContent", Stage.json(structured));
        return new CallOutcome.Result(result, false);
    }

    @Test
    void oneOfSeveralTextsThatNamesAnotherVendorLeavesItUnknown() throws IOException {
        String first = "{\"vendor_id\":\"V-1\"}";
        String other = " {\"vendor_id\":\"V-2\"}";
        for (List<String> texts : List.of(List.of(other, "done"), List.of("done", first, other))) {
            createVendor(result(first, texts));
            assertThat(settlement())
                    .isInstanceOfSatisfying(
                            Settlement.Unknown.class,
                            unknown -> assertThat(unknown.named())
                                    .containsExactly(new Key("vendor", "V-1"), new Key("vendor", "V-2")));
        }
        createVendor(result("{\"vendor_id\":\"V-3\"}", Collections.nCopies(65, "{}")));
        assertThat(settlement()).as("more than are compared").isInstanceOf(Settlement.Unknown.class);
        createVendor(result("{\"vendor_id\":\"V-4\"}", List.of("{\"vendor_id\":\"V-4\"}", "{}", "done")));
        assertThat(settlement()).isEqualTo(new Settlement.Succeeded(List.of(new Key("vendor", "V-4"))));
    }

    @Test
    void aVendorWithAMonstrousNameIsUnknownAndTheGateLives() throws IOException {
        createVendor(result("{\"vendor_id\":\"" + "x".repeat(70_000) + "\"}", false));
        assertThat(settlement()).isInstanceOf(Settlement.Unknown.class);
        assertThat(createVendor(result("{\"vendor_id\":\"V-1\"}", false))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(settlement()).isEqualTo(new Settlement.Succeeded(List.of(new Key("vendor", "V-1"))));
    }

    @Test
    void anErrorIsAFailureOnlyWhereTheCatalogueSaysSo() throws IOException {
        createVendor(result("{}", true));
        assertThat(settlement()).isInstanceOf(Settlement.Unknown.class);
        editVendor(ANN, result("{}", true));
        assertThat(settlement()).isEqualTo(new Settlement.Failed("the tool refused"));
    }

    @Test
    void aReasonIsCutBetweenCharacters() throws IOException {
        createVendor(new CallOutcome.Unknown("x".repeat(299) + "\ud83d\ude00".repeat(10)));
        assertThat(settlement()).isEqualTo(new Settlement.Unknown("x".repeat(299) + "..."));
    }

    @Test
    void aForwarderThatThrowsMayHaveSentTheCall() throws IOException {
        for (Throwable thrown : List.of(new IllegalStateException("bug"), new StackOverflowError())) {
            assertThat(call(ANN, "create_vendor", "{\"name\":\"Acme\",\"iban\":\"DE89\"}", (r, continuation) -> {
                        switch (thrown) {
                            case RuntimeException e -> throw e;
                            case Error e -> throw e;
                            default -> throw new AssertionError(thrown);
                        }
                    }))
                    .isInstanceOf(CallAnswer.Uncertain.class);
            assertThat(settlement()).isInstanceOf(Settlement.Unknown.class);
        }
    }

    // --- the ledger

    @Test
    void withoutARecordNothingIsForwarded() {
        stage.store.all(Fate.FULL);
        assertThat(createVendor(result("{\"vendor_id\":\"V-1\"}", false)))
                .isInstanceOfSatisfying(
                        CallAnswer.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("unavailable"));
        assertThat(forwarded).hasValue(0);
        stage.store.all(Fate.WELL);
        stage.store.next(Fate.UNACKNOWLEDGED);
        assertThat(createVendor(result("{\"vendor_id\":\"V-1\"}", false))).isInstanceOf(CallAnswer.Denied.class);
        assertThat(forwarded).hasValue(0);
    }

    @Test
    void anOutcomeThatCannotBeRecordedIsNotRelayedAndRecordedLater() throws IOException {
        CallAnswer answer = call(ANN, "create_vendor", "{\"name\":\"Acme\",\"iban\":\"DE89\"}", (r, continuation) -> {
            stage.store.all(Fate.FULL);
            return result("{\"vendor_id\":\"V-1\"}", false);
        });
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Uncertain.class, uncertain -> {
            assertThat(uncertain.details().path("outcome").asText()).isEqualTo("unrecorded");
            assertThat(uncertain.toString()).as("the result").doesNotContain("V-1");
        });
        stage.store.all(Fate.WELL);
        var succeeded = new Settlement.Succeeded(List.of(new Key("vendor", "V-1")));
        while (stage.events().stream()
                .noneMatch(
                        e -> e instanceof Event.CallSettled s && s.settlement().equals(succeeded))) {
            Until.pause();
        }
        assertThat(stage.outcomes.recordPending()).isTrue();
    }

    @Test
    void aShutdownRecordsWhatIsStillToBeRecorded() throws IOException {
        call(ANN, "create_vendor", "{\"name\":\"Acme\",\"iban\":\"DE89\"}", (r, continuation) -> {
            stage.store.all(Fate.FULL);
            stage.retries.shutdownNow();
            return result("{\"vendor_id\":\"V-1\"}", false);
        });
        assertThat(stage.outcomes.recordPending()).as("still full").isFalse();
        stage.store.all(Fate.WELL);
        assertThat(stage.outcomes.recordPending()).isTrue();
        assertThat(settlement()).isEqualTo(new Settlement.Succeeded(List.of(new Key("vendor", "V-1"))));
    }

    @Test
    void anOutcomeCommittedAndNotAcknowledgedIsRecordedOnce() throws IOException {
        call(ANN, "create_vendor", "{\"name\":\"Acme\",\"iban\":\"DE89\"}", (r, continuation) -> {
            stage.store.next(Fate.UNACKNOWLEDGED);
            return result("{\"vendor_id\":\"V-1\"}", false);
        });
        assertThat(stage.outcomes.recordPending()).isTrue();
        assertThat(stage.events().stream().filter(Event.CallSettled.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aPlainResultIsRelayedAheadOfTheDiskAndUnknownIfItsOutcomeIsLost() throws IOException {
        CallAnswer answer = call(ANN, "edit_vendor", "{\"vendor_id\":\"V-1\",\"iban\":\"DE89\"}", (r, continuation) -> {
            stage.store.next(Fate.FULL);
            return result("{}", false);
        });
        assertThat(answer)
                .isInstanceOfSatisfying(
                        CallAnswer.Relayed.class,
                        relayed -> assertThat(relayed.details().path("outcome").asText())
                                .isEqualTo("succeeded"));
        var lost = new Settlement.Unknown("its outcome was reported but could not be recorded");
        Until.holds(() -> outcomes().equals(List.of(lost)));
        assertThat(stage.outcomes.recordPending())
                .as("there is nothing to tell again")
                .isTrue();
    }

    private List<Settlement> outcomes() {
        try {
            return stage.events().stream()
                    .filter(Event.CallSettled.class::isInstance)
                    .map(event -> ((Event.CallSettled) event).settlement())
                    .toList();
        } catch (UnavailableException e) {
            return List.of(); // the append failed under this question
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theOutcomeOfACreationIsDurableBeforeTheResultIsRelayed() throws IOException {
        assertThat(createVendor(result("{\"vendor_id\":\"V-1\"}", false))).isInstanceOf(CallAnswer.Relayed.class);
        var leaves = new AtomicLong();
        stage.store.read(0, Long.MAX_VALUE, (index, leaf, opening) -> {
            if (new String(leaf, StandardCharsets.UTF_8).contains("vendor/V-1")) {
                leaves.incrementAndGet();
            }
        });
        assertThat(leaves).as("the store already has it").hasPositiveValue();
    }

    // --- what agents are told

    @Test
    void anAgentIsNotToldWhoDidWhat() {
        createVendor(result("{\"vendor_id\":\"V-1\"}", false));
        call(
                ANN,
                "register_invoice",
                "{\"vendor_id\":\"V-1\",\"number\":\"1\",\"amount\":1,\"currency\":\"EUR\"}",
                (r, continuation) -> result("{\"invoice_id\":\"I-1\"}", false));
        call(
                ANN,
                "match_invoice",
                "{\"invoice_id\":\"I-1\",\"purchase_order\":\"PO\"}",
                (r, continuation) -> result("{}", false));
        call(
                ANN,
                "prepare_payment",
                "{\"vendor_id\":\"V-1\",\"invoice_id\":\"I-1\",\"amount\":1,\"currency\":\"EUR\",\"iban\":\"DE89370400440532013000\"}",
                (r, continuation) -> result("{\"payment_id\":\"P-1\"}", false));
        Caller colleague = Stage.agent("cleo", "payables", "settle-payables");
        CallAnswer answer = call(
                colleague,
                "release_payment",
                "{\"payment_id\":\"P-1\",\"amount\":1,\"currency\":\"EUR\",\"iban\":\"DE89370400440532013000\"}",
                (r, continuation) -> result("{}", false));
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Denied.class, denied -> {
            assertThat(denied.code()).isEqualTo("duty-conflict");
            assertThat(denied.message() + denied.details())
                    .contains("an independent party")
                    .doesNotContainPattern("\\b(ann|token-ann|payables)\\b")
                    .doesNotContainPattern("\\b(owner|runtime|witness)\\b");
        });
    }
}
