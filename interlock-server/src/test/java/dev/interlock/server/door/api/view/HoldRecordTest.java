package dev.interlock.server.door.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.server.door.api.ApiServer;
import dev.interlock.server.fixture.Jws;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.PlainJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of approvals: signed by published keys, and saying of a hold what the ledger says, wherever it stands. */
class HoldRecordTest {

    private static final Map<String, String> RELEASE =
            Map.of("payment_id", "P-9", "amount", "120.50", "currency", "EUR", "iban", "DE89");

    @TempDir
    private Path folder;

    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    // --- helpers

    private JsonNode published() throws Exception {
        ApiServer.Reply keys = server.send(server.request("GET", "/v1/jwks"));
        assertThat(keys.status()).isEqualTo(200);
        assertThat(keys.body().toString()).doesNotContain("\"d\"");
        return keys.body();
    }

    /** As a reader verifies it: the signature, and that what is signed is what is read. */
    private ObjectNode record(String reader, String hold) throws Exception {
        ApiServer.Reply reply = server.send(reader, "GET", "/v1/holds/" + hold + "/record");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        var record = (ObjectNode) reply.body();
        JsonNode envelope = record.path("envelope");
        assertThat(envelope.path("format").asText()).isEqualTo("jws-compact");
        Jws.Signed signed = Jws.verified(envelope.path("value").asText(), published());
        assertThat(signed.header().path("typ").asText()).isEqualTo("application/interlock-approval-record+jws");
        assertThat(signed.header().path("cty").asText()).isEqualTo("application/interlock-approval-record+json");
        ObjectNode rest = record.deepCopy();
        rest.remove("envelope");
        assertThat(signed.payload()).isEqualTo(CanonicalJson.canonicalize(PlainJson.of(rest)));
        return record;
    }

    /** Every entry that the record names is in the ledger, as its proof shows. */
    private List<Long> proved(ObjectNode record) throws Exception {
        var entries = new ArrayList<Long>();
        for (JsonNode entry : record.at("/ledger/entries")) {
            long number = entry.path("entry").longValue();
            var leaves = new ArrayList<byte[]>();
            server.store().read(number, number + 1, (at, leaf, opening) -> leaves.add(leaf));
            var proof = TlogProof.parse(entry.path("proof").asText());
            assertThat(proof.verify(leaves.getFirst(), server.domain().ledger().verifierKey()))
                    .isInstanceOfSatisfying(
                            TlogProof.Evidence.Included.class,
                            included -> assertThat(included.index()).isEqualTo(number));
            entries.add(number);
        }
        return entries;
    }

    private static List<String> contributing(ObjectNode record) {
        return Stream.iterate(0, i -> i + 1)
                .limit(record.at("/evaluation/contributing").size())
                .map(i -> record.at("/evaluation/contributing/" + i).asText())
                .toList();
    }

    private JsonNode shown(String hold) throws Exception {
        return server.send("vera", "GET", "/v1/holds/" + hold).body();
    }

    private String approve(String who, String hold) throws Exception {
        ApiServer.Reply reply = server.approve(who, hold, "seen by " + who);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body().path("answer").asText();
    }

    private Answer again(String hold) throws Exception {
        return server.call("clerk", shown(hold).at("/task/id").asText(), "release_payment", RELEASE);
    }

    private static String decision(ObjectNode record) {
        return record.at("/evaluation/decision").asText();
    }

    /** Puts a bundle in force whose rule about payments says otherwise who approves. */
    private void approvalBy(String approval) throws Exception {
        Path rules = server.bundle().resolve("rules/sod.yaml");
        String text = Files.readString(rules);
        String changed = text.replace("approval: {by: ap-approvers, count: 1, independence: another-line}", approval);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(rules, changed);
        server.singleAdministrator();
        ApiServer.Reply proposed = server.send("vera", "POST", "/v1/bundle/propose", "{}");
        assertThat(proposed.status()).as(proposed.toString()).isLessThan(300);
        String digest = proposed.body().findValue("digest").asText();
        ApiServer.Reply activated =
                server.send("vera", "POST", "/v1/bundle/activate", "{\"digest\":\"" + digest + "\"}");
        assertThat(activated.status()).as(activated.toString()).isEqualTo(200);
    }

    // --- what it says

    @Test
    void anApprovedCall() throws Exception {
        String hold = server.heldRelease();
        JsonNode view = shown(hold);
        ObjectNode before = record("vera", hold);
        assertThat(decision(before)).isEqualTo("pending");
        assertThat(before.path("assertions")).isEmpty();

        String answer = approve("vera", hold);
        ObjectNode unspent = record("vera", hold);
        assertThat(decision(unspent)).isEqualTo("approved");
        assertThat(unspent.at("/evaluation/spent").asBoolean(true)).isFalse();
        assertThat(contributing(unspent)).containsExactly(answer);

        Answer permitted = again(hold);
        assertThat(permitted).isInstanceOf(Answer.Permit.class);
        long call = ((Answer.Permit) permitted).call();
        ObjectNode record = record("vera", hold);
        assertThat(record.path("approval_event_id").asText()).isEqualTo(hold);
        assertThat(record.at("/held/digest")).isEqualTo(view.path("digest"));
        assertThat(record.at("/held/code")).isEqualTo(view.path("code"));
        assertThat(record.at("/held/arguments")).isEqualTo(view.path("arguments"));
        assertThat(record.at("/held/arguments_digest")).isEqualTo(view.path("argumentsDigest"));
        assertThat(record.at("/held/requester")).isEqualTo(view.path("requester"));
        assertThat(record.at("/held/amount").asText()).isEqualTo("120.5 EUR");
        assertThat(record.at("/mission/id")).isEqualTo(view.at("/task/id"));
        assertThat(record.path("reasons").findValuesAsText("rule")).contains("AP-01", "AP-02", "AP-04");
        assertThat(record.path("reasons").findValuesAsText("call")).isNotEmpty();
        String digest = server.domain().query(state -> state.bundle().digest());
        assertThat(record.at("/approval_policy/digest").asText()).isEqualTo(digest);
        assertThat(record.at("/approval_policy/id").asText()).isEqualTo("accounts-payable");

        assertThat(record.path("assertions")).hasSize(1);
        JsonNode assertion = record.at("/assertions/0");
        assertThat(assertion.path("assertion_id").asText()).isEqualTo(answer);
        assertThat(assertion.at("/principal/sub").asText()).isEqualTo("vera");
        assertThat(assertion.path("kind").asText()).isEqualTo("human");
        assertThat(assertion.path("decision").asText()).isEqualTo("approve");
        assertThat(assertion.path("reason").asText()).isEqualTo("seen by vera");
        assertThat(assertion.at("/authority/groups").toString()).contains("ap-approvers");
        assertThat(assertion.at("/authority/confirmed").asBoolean()).isTrue();
        JsonNode strict = null;
        for (JsonNode each : assertion.path("independence")) {
            assertThat(each.path("of_requester").asBoolean()).isTrue();
            strict = each.path("level").asText().equals("another-line") ? each : strict;
        }
        assertThat(strict).isNotNull();
        assertThat(strict.at("/attributes/owner").toString())
                .isEqualTo("{\"principal\":\"controls\",\"requester\":\"finance\",\"differ\":true}");
        assertThat(strict.at("/attributes/agent/differ").asBoolean()).isTrue();

        assertThat(decision(record)).isEqualTo("approved");
        assertThat(record.at("/evaluation/spent").asBoolean()).isTrue();
        assertThat(record.at("/evaluation/call").asText()).isEqualTo("c-" + call);
        assertThat(contributing(record)).containsExactly(answer);
        assertThat(proved(record))
                .containsExactly(Long.parseLong(hold.substring(2)), Long.parseLong(answer.substring(2)), call);
    }

    @Test
    void aRejectedCallAlsoAfterItsTask() throws Exception {
        String hold = server.heldRelease();
        String approved = approve("vera", hold);
        ApiServer.Reply reply = server.send("finn", "POST", "/v1/holds/" + hold + "/reject", "{\"comment\":\"twice\"}");
        String rejected = reply.body().path("answer").asText();
        ObjectNode record = record("vera", hold);
        assertThat(decision(record)).isEqualTo("denied");
        assertThat(contributing(record)).containsExactly(rejected);
        assertThat(record.path("assertions").findValuesAsText("decision")).containsExactly("approve", "deny");
        assertThat(record.path("assertions").findValuesAsText("assertion_id")).containsExactly(approved, rejected);
        assertThat(record.at("/assertions/1/reason").asText()).isEqualTo("twice");
        proved(record);

        server.send("clerk", "POST", "/v1/tasks/" + shown(hold).at("/task/id").asText() + "/cancel");
        ObjectNode later = record("vera", hold);
        later.remove(List.of("issued_at", "envelope", "ledger"));
        record.remove(List.of("issued_at", "envelope", "ledger"));
        assertThat(later).isEqualTo(record);
    }

    @Test
    void aQuorumOfTwoWhoAreIndependentOfEachOther() throws Exception {
        approvalBy("approval: {by: administrators, count: 2, independence: another-line}");
        String hold = server.heldRelease();
        String first = approve("vera", hold);
        assertThat(decision(record("vera", hold))).isEqualTo("pending");
        String second = approve("adam", hold);
        assertThat(again(hold)).isInstanceOf(Answer.Permit.class);
        ObjectNode record = record("otto", hold);
        assertThat(decision(record)).isEqualTo("approved");
        assertThat(contributing(record)).containsExactly(first, second);
        for (int i = 0; i < 2; i++) {
            for (JsonNode each : record.at("/assertions/" + i + "/independence")) {
                assertThat(each.path("of_each_other").toString()).isEqualTo("[\"" + (i == 0 ? second : first) + "\"]");
            }
        }
        assertThat(record.path("needs").toString()).contains("\"count\":2,\"group\":\"administrators\"");
    }

    @Test
    void anAnswerInThePlaceOfAnother() throws Exception {
        ApiServer.Reply made = server.send(
                "vera", "POST", "/v1/delegations", "{\"to\":\"ines\",\"group\":\"ap-approvers\",\"for\":\"1h\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String hold = server.heldRelease();
        approve("ines", hold);
        assertThat(again(hold)).isInstanceOf(Answer.Permit.class);
        JsonNode assertion = record("vera", hold).at("/assertions/0");
        assertThat(assertion.at("/principal/sub").asText()).isEqualTo("ines");
        JsonNode instead = assertion.at("/authority/in_place_of/0");
        assertThat(instead.path("sub").asText()).isEqualTo("vera");
        assertThat(instead.path("group").asText()).isEqualTo("ap-approvers");
        assertThat(instead.at("/attributes/owner").asText()).isEqualTo("controls");
        assertThat(instead.path("delegation").asText()).matches("d-\\d+");
    }

    /** Both are of one owner. */
    @Test
    void twoWhoAreNotIndependentOfEachOtherAreNoQuorum() throws Exception {
        approvalBy("approval: {by: ap-approvers, count: 2, independence: another-line}");
        String hold = server.heldRelease();
        approve("vera", hold);
        ApiServer.Reply other = server.approve("finn", hold, "me too");
        ObjectNode record = record("vera", hold);
        assertThat(decision(record)).as(other.toString()).isEqualTo("pending");
        assertThat(contributing(record)).isEmpty();
        for (JsonNode each : record.path("assertions").findValues("of_each_other")) {
            assertThat(each).isEmpty();
        }
        assertThat(again(hold)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void anExpiredHold() throws Exception {
        approvalBy("approval: {by: ap-approvers, count: 1, independence: another-line, wait: 1s}");
        String hold = server.heldRelease();
        while (!shown(hold).path("state").asText().equals("expired")) {
            Until.pause(); // bounded by the time that the test has
        }
        ObjectNode record = record("vera", hold);
        assertThat(decision(record)).isEqualTo("expired");
        assertThat(record.path("assertions")).isEmpty();
        assertThat(contributing(record)).isEmpty();
        assertThat(proved(record)).hasSize(2);
    }

    @Test
    void aHoldThatIsWithdrawnOrWhoseTaskEnds() throws Exception {
        String withdrawn = server.heldRelease();
        server.send("clerk", "POST", "/v1/holds/" + withdrawn + "/withdraw", "{\"comment\":\"a mistake\"}");
        ObjectNode record = record("vera", withdrawn);
        assertThat(decision(record)).isEqualTo("withdrawn");
        assertThat(record.at("/evaluation/by").asText()).isEqualTo("clerk");
        assertThat(record.at("/evaluation/reason").asText()).isEqualTo("a mistake");
    }

    @Test
    void aHoldWhoseTaskEndsFirst() throws Exception {
        String hold = server.heldRelease();
        server.send("clerk", "POST", "/v1/tasks/" + shown(hold).at("/task/id").asText() + "/cancel");
        ObjectNode record = record("vera", hold);
        assertThat(decision(record)).isEqualTo("closed");
        assertThat(proved(record)).hasSize(2);
    }

    // --- who sees it

    @Test
    void theAgentIsToldOfNoOtherParty() throws Exception {
        String hold = server.heldRelease();
        approve("vera", hold);
        ObjectNode record = record("clerk", hold);
        assertThat(record.path("disclosure").asText()).isEqualTo("requester");
        assertThat(decision(record)).isEqualTo("approved");
        assertThat(record.path("assertions").findValuesAsText("decision")).containsExactly("approve");
        ((ArrayNode) record.get("assertions")).forEach(each -> ((ObjectNode) each).remove("reason"));
        assertThat(record.toString())
                .doesNotContain("vera", "finn", "witnesses", "\"owner", "controls", "independence", "principal");
    }

    @Test
    void whoeverDoesNotSeeTheHoldSeesNoRecord() throws Exception {
        String hold = server.heldRelease();
        String path = "/v1/holds/" + hold + "/record";
        assertThat(server.send("payer", "GET", path).body().path("code").asText())
                .isEqualTo("hold-unknown");
        assertThat(server.send("payer", "GET", path).status()).isEqualTo(404);
        assertThat(server.send(server.request("GET", path)).status()).isEqualTo(401);
        assertThat(server.send("erp-audit", "GET", path).status()).isEqualTo(403);
        assertThat(server.send("vera", "POST", path, "{}").status()).isEqualTo(405);
        assertThat(server.send("vera", "GET", path + "?form=plain").status()).isEqualTo(400);
        for (String none : List.of("h-0", "h-999999", "h-x", "c-1", hold.replace("h-", "t-"))) {
            assertThat(server.send("vera", "GET", "/v1/holds/" + none + "/record")
                            .status())
                    .as(none)
                    .isEqualTo(404);
        }
        assertThat(server.send(server.request("POST", "/v1/jwks", "{}")).status())
                .isEqualTo(405);
    }

    // --- verifying

    @Test
    void whatWasChangedOrIsSignedByOthersIsNoRecord() throws Exception {
        String hold = server.heldRelease();
        ObjectNode record = record("vera", hold);
        SigningKeys keys = SigningKeys.openForRecords(folder, Instant.now(), new SecureRandom());
        assertThat(SignedRecord.defect(record, keys.keys())).isEmpty();

        ObjectNode changed = record.deepCopy();
        ((ObjectNode) changed.get("evaluation")).put("decision", "approved");
        assertThat(SignedRecord.defect(changed, keys.keys()).orElseThrow()).contains("changed");
        ObjectNode more = record.deepCopy().put("also", true);
        assertThat(SignedRecord.defect(more, keys.keys())).isPresent();

        SigningKeys others = SigningKeys.openForRecords(
                Files.createDirectories(folder.resolve("others")), Instant.now(), new SecureRandom());
        assertThat(SignedRecord.defect(record, others.keys()).orElseThrow()).contains("not signed");
        ObjectNode forged = record.deepCopy();
        forged.remove("envelope");
        assertThat(SignedRecord.defect(SignedRecord.sign(forged, others), keys.keys()))
                .isPresent();
        ObjectNode bare = record.deepCopy();
        bare.remove("envelope");
        assertThat(SignedRecord.defect(bare, keys.keys())).isPresent();

        // another kind of thing that the same key signed
        ObjectNode other = record.deepCopy();
        other.remove("envelope");
        String value = keys.sign("JWT", other);
        other.putObject("envelope").put("format", "jws-compact").put("value", value);
        assertThat(SignedRecord.defect(other, keys.keys()).orElseThrow()).contains("not the record");

        for (String malformed : List.of("", ".", "..", "a.b", "!.!.!", value + ".x")) {
            ObjectNode broken = record.deepCopy();
            ((ObjectNode) broken.get("envelope")).put("value", malformed);
            assertThat(SignedRecord.defect(broken, keys.keys())).as(malformed).isPresent();
        }
        ObjectNode format = record.deepCopy();
        ((ObjectNode) format.get("envelope")).put("format", "jws-json");
        assertThat(SignedRecord.defect(format, keys.keys())).isPresent();
    }
}
