package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that say one thing and do another: an innocent vendor beside the payment, a harmless header over the body. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContradictionTest {

    private Stage stage;
    private String clerksTask;
    private Client clerk;
    private Client booker;
    private Client payer;
    private Payable own;
    private Payable innocent;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
        clerksTask = stage.office.task("olivia", "clerk", "settle-payables");
        clerk = stage.modern("clerk", clerksTask);
        booker = stage.atWork("booker", "bert");
        payer = stage.atWork("payer", "ina");
        own = stage.payable(clerk, booker);
        innocent = stage.payable(booker, booker);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private List<Finding> findings(Answer answer) throws Exception {
        return stage.record.story(answer).call().findings();
    }

    private ObjectNode releaseNaming(Payable payable, String vendor) {
        return payable.release().put("vendor_id", vendor);
    }

    @Test
    void theCreatorNamesAnInnocentVendorBesideThePayment() throws Exception {
        Answer denied = clerk.call("release_payment", releaseNaming(own, innocent.vendor()));
        assertThat(denied.kind()).isEqualTo(Kind.DENIED);
        assertThat(findings(denied)).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo(FindingCode.RELATION_CONTRADICTED);
            assertThat(f.key()).hasToString("Optional[vendor/" + innocent.vendor() + "]");
        });
        // The vendor comes from the record, so the conflict is found whatever the argument says.
        assertThat(findings(denied))
                .filteredOn(f -> f.rule().equals("AP-01"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.key()).hasToString("Optional[vendor/" + own.vendor() + "]");
                    assertThat(f.witnesses()).containsExactly(new Witness(Record.call(own.created()), Record.SETS_UP));
                });
        stage.assertUnpaid(own);
    }

    @Test
    void thePlainTruthDoesNotHelpTheCreator() throws Exception {
        Answer denied = clerk.call("release_payment", releaseNaming(own, own.vendor()));
        stage.record.assertConflict(denied, own, "clerk");
        stage.assertUnpaid(own);
    }

    @Test
    void evenTheIndependentAreDeniedWhatContradictsTheRecord() throws Exception {
        Answer denied = payer.call("release_payment", releaseNaming(own, innocent.vendor()));
        assertThat(denied.kind()).isEqualTo(Kind.DENIED);
        assertThat(denied.code()).hasValue("relation-contradicted");
        assertThat(payer.call("release_payment", releaseNaming(own, own.vendor()))
                        .kind())
                .isEqualTo(Kind.HELD);
        stage.assertUnpaid(own);
    }

    @Test
    void aPaymentIsNotPreparedForTheInvoiceOfAnotherVendor() throws Exception {
        int before = stage.sql("select id from payment").size();
        Answer denied = clerk.call("prepare_payment", Payable.newPayment(innocent.vendor(), own.invoice(), own.iban()));
        assertThat(denied.kind()).as(denied.text()).isEqualTo(Kind.DENIED);
        assertThat(denied.code()).hasValue("relation-contradicted");
        assertThat(stage.sql("select id from payment")).hasSize(before);
    }

    // --- header against body

    /** The release that the clerk must not make, as a well-formed request of the modern era. */
    private RawHttp request() {
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", Names.TOOLS_CALL);
        ObjectNode params = message.putObject("params").put("name", "release_payment");
        params.set("arguments", own.release());
        ObjectNode meta = params.putObject("_meta");
        meta.put(Names.META_VERSION, Revision.modern().label());
        meta.putObject(Names.META_CAPABILITIES);
        meta.put(Names.META_TASK, clerksTask);
        return RawHttp.to(stage.port(), stage.endpoint().getPath())
                .add("Authorization", "Bearer " + stage.troupe.token("clerk"))
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add(Names.HEADER_VERSION, Revision.modern().label())
                .add(Names.HEADER_METHOD, Names.TOOLS_CALL)
                .add(Names.HEADER_NAME, "release_payment")
                .add(Names.HEADER_TASK, clerksTask)
                .body(Json.bytes(message));
    }

    private static String encoded(String name) {
        return "=?base64?" + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    /** Ways to make the headers say something else. */
    private static Stream<Named<UnaryOperator<RawHttp>>> lies() {
        return Stream.of(
                Named.of("other name", r -> r.with(Names.HEADER_NAME, "get_vendor")),
                Named.of("other name encoded", r -> r.with(Names.HEADER_NAME, encoded("get_vendor"))),
                Named.of("other case", r -> r.with(Names.HEADER_NAME, "Release_Payment")),
                Named.of("no name", r -> r.without(Names.HEADER_NAME)),
                Named.of("two names", r -> r.add(Names.HEADER_NAME, "get_vendor")),
                Named.of("two names one line", r -> r.with(Names.HEADER_NAME, "release_payment, get_vendor")),
                Named.of("the same name twice", r -> r.add(Names.HEADER_NAME, "release_payment")),
                Named.of("other method", r -> r.with(Names.HEADER_METHOD, Names.TOOLS_LIST)),
                Named.of("no method", r -> r.without(Names.HEADER_METHOD)),
                Named.of("two methods", r -> r.add(Names.HEADER_METHOD, Names.TOOLS_LIST)),
                Named.of("other version", r -> r.with(Names.HEADER_VERSION, "2025-11-25")),
                Named.of("two versions", r -> r.add(Names.HEADER_VERSION, "2025-11-25")),
                Named.of("other task", r -> r.with(Names.HEADER_TASK, "t-987654")),
                Named.of("two tasks", r -> r.add(Names.HEADER_TASK, "t-987654")),
                Named.of("two callers", r -> r.add("Authorization", "Bearer nobody")));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void whatContradictsTheBodyIsTurnedAway(UnaryOperator<RawHttp> lie) throws Exception {
        long calls = calls();
        RawHttp.Answer answer = lie.apply(request()).send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isIn(ErrorCode.HEADER_MISMATCH.code(), ErrorCode.INVALID_REQUEST.code());
        assertThat(calls()).as("nothing was decided").isEqualTo(calls);
        assertNothingForwarded();
    }

    @Test
    void theSameRequestWithHonestHeadersIsDecidedOnItsBody() throws Exception {
        RawHttp.Answer answer = request().send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("duty-conflict");
        assertNothingForwarded();
    }

    /** In the legacy era nobody sends these headers; whoever does must not lie. */
    @Test
    void theLegacyEraIsNoWayRound() throws Exception {
        RawHttp bare = RawHttp.to(stage.port(), stage.endpoint().getPath())
                .add("Authorization", "Bearer " + stage.troupe.token("clerk"))
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add(Names.HEADER_TASK, clerksTask);
        RawHttp.Answer opened = bare.body("""
                {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25",
                  "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}}""").send();
        RawHttp session = bare.add(
                        Names.HEADER_SESSION,
                        opened.header(Names.HEADER_SESSION).orElseThrow())
                .add(Names.HEADER_VERSION, "2025-11-25");
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 2).put("method", Names.TOOLS_CALL);
        message.putObject("params").put("name", "release_payment").set("arguments", own.release());
        RawHttp release = session.body(Json.bytes(message));

        RawHttp.Answer lied = release.add(Names.HEADER_NAME, "get_vendor").send();
        assertThat(lied.errorCode()).isEqualTo(ErrorCode.HEADER_MISMATCH.code());
        RawHttp.Answer method =
                release.add(Names.HEADER_METHOD, Names.TOOLS_LIST).send();
        assertThat(method.errorCode()).isEqualTo(ErrorCode.HEADER_MISMATCH.code());
        assertThat(new String(release.send().body(), StandardCharsets.UTF_8)).contains("duty-conflict");
        assertNothingForwarded();
    }

    private long calls() throws Exception {
        return stage.record.all().stream()
                .filter(r -> r.event() instanceof Event.CallDecided)
                .count();
    }

    private void assertNothingForwarded() throws Exception {
        assertThat(Files.exists(stage.faults.folder().resolve("release_payment.entered.1")))
                .isFalse();
        stage.assertUnpaid(own);
    }
}
