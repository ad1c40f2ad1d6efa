package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.Paint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of the record over the API: what they are about, the newest first. */
class EntryApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode entries(String query) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", "/v1/entries" + query);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return reply.body();
    }

    private List<JsonNode> list(String query) throws Exception {
        return stream(entries(query).get("entries"));
    }

    private static List<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode only(List<JsonNode> entries, Predicate<JsonNode> which) {
        List<JsonNode> found = entries.stream().filter(which).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Predicate<JsonNode> has(String name, String value) {
        return entry -> entry.has(name) && entry.get(name).textValue().equals(value);
    }

    private List<Recorded> record() throws Exception {
        var all = new ArrayList<Recorded>();
        server.domain().history().scan(0, server.domain().ledger().size(), all::add);
        return all;
    }

    @Test
    void allEntriesAreThereWithTheirLinesTheNewestFirst() throws Exception {
        server.heldRelease();
        JsonNode body = entries("");
        List<Recorded> record = record();
        assertThat(body.get("size").longValue()).isEqualTo(record.size());
        assertThat(body.get("indexed").longValue()).isEqualTo(record.size());
        assertThat(body.has("next")).isFalse();
        List<JsonNode> entries = stream(body.get("entries"));
        assertThat(entries).hasSize(record.size());
        for (int i = 0; i < record.size(); i++) {
            Recorded recorded = record.get(record.size() - 1 - i);
            JsonNode entry = entries.get(i);
            assertThat(entry.get("number").longValue()).isEqualTo(recorded.seq());
            assertThat(entry.get("text").textValue())
                    .isEqualTo(EventLine.of(recorded, server.domain().history(), server.phrases())
                            .format(Paint.NONE, 1, 1));
            assertThat(entry.get("time").textValue()).endsWith("Z");
        }
    }

    @Test
    void aCallHasWhatWasDecidedAndWhatBecameOfIt() throws Exception {
        String hold = server.heldRelease();
        List<JsonNode> calls = list("?kind=call-reserved");
        JsonNode prepared = only(calls, has("tool", "erp/prepare_payment"));
        assertThat(prepared.get("verdict").textValue()).isEqualTo("permitted");
        assertThat(prepared.get("say").textValue()).startsWith("Prepare to pay ");
        assertThat(prepared.get("id").textValue())
                .isEqualTo("c-" + prepared.get("number").longValue());
        assertThat(prepared.get("agent").textValue()).isEqualTo("clerk");
        assertThat(prepared.get("task").textValue()).startsWith("t-");
        assertThat(prepared.get("amount").textValue()).isEqualTo("120.5 EUR");
        assertThat(prepared.get("duties").toString()).contains("payment.prepare");
        assertThat(prepared.get("objects").toString() + prepared.get("related")).contains("invoice/I-7", "vendor/V-1");
        assertThat(prepared.get("outcome").textValue()).isEqualTo("succeeded");

        JsonNode held = list("?verdict=held").getFirst();
        assertThat(held.get("hold").textValue()).isEqualTo(hold);
        assertThat(held.get("rules").toString()).contains("AP-");
        assertThat(held.get("outcome").textValue()).isEqualTo("open");

        String task = server.open("clerk", "onboard-vendor");
        var open = (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", "New", "iban", "DE90"));
        assertThat(list("?call=c-" + open.call()).getFirst().get("outcome").textValue())
                .isEqualTo("open");
        server.settle(open.call(), new Settlement.Unknown("no answer"));
        assertThat(only(list("?call=c-" + open.call()), has("kind", "call-reserved"))
                        .get("outcome")
                        .textValue())
                .isEqualTo("unknown");
    }

    @Test
    void eachFilterGivesWhatItNames() throws Exception {
        String hold = server.heldRelease();
        assertThat(server.approve("vera", hold, "checked").status()).isEqualTo(200);
        String call = "c-" + hold.substring(2);
        String task = only(list("?call=" + call + "&kind=call-held"), entry -> true)
                .get("task")
                .textValue();

        assertThat(kinds("?task=" + task))
                .containsExactly("hold-answered", "call-held", "call-settled", "call-reserved", "task-opened");
        assertThat(kinds("?call=" + call)).containsExactly("hold-answered", "call-held");
        assertThat(kinds("?hold=" + hold)).containsExactly("hold-answered", "call-held");
        assertThat(kinds("?object=payment/P-9")).containsExactly("hold-answered", "call-held", "call-settled");
        assertThat(kinds("?party=vera")).containsExactly("hold-answered");
        assertThat(kinds("?party=vera&object=payment/P-9")).containsExactly("hold-answered");
        assertThat(kinds("?party=vera&object=vendor/V-2")).isEmpty();
        assertThat(kinds("?rule=AP-01")).containsExactly("call-held");
        assertThat(kinds("?verdict=held&task=" + task)).containsExactly("call-held");
        assertThat(kinds("?verdict=denied")).isEmpty();
        assertThat(kinds("?lane=lane-7")).isEmpty();
        assertThat(kinds("?kind=bundle-activated")).containsExactly("bundle-activated");
        assertThat(kinds("?party=clerk&kind=task-opened")).hasSize(3);
    }

    private List<String> kinds(String query) throws Exception {
        return list(query).stream().map(entry -> entry.get("kind").textValue()).toList();
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        server.heldRelease();
        for (String filter : List.of("", "&party=clerk", "&party=clerk&kind=call-reserved")) {
            List<JsonNode> whole = list("?limit=500" + filter);
            assertThat(whole).hasSizeGreaterThan(3);
            var paged = new ArrayList<JsonNode>();
            Optional<Long> before = Optional.empty();
            do {
                JsonNode page = entries("?limit=2" + filter
                        + before.map(number -> "&before=" + number).orElse(""));
                paged.addAll(stream(page.get("entries")));
                before = Optional.ofNullable(page.get("next")).map(JsonNode::longValue);
            } while (before.isPresent());
            assertThat(paged).isEqualTo(whole);
        }
    }

    @Test
    void whatWasJustDoneIsOnTheNextPage() throws Exception {
        for (int i = 0; i < 20; i++) {
            String task = server.open("clerk", "onboard-vendor");
            assertThat(list("?task=" + task)).hasSize(1);
        }
    }

    @Test
    void anEntryIsThereWholeAndProvedByHashesAndASignatureAlone() throws Exception {
        server.heldRelease();
        long size = server.domain().ledger().size();
        for (long number = 0; number < size; number++) {
            ApiServer.Reply reply = server.send("otto", "GET", "/v1/entries/" + number);
            assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
            JsonNode entry = reply.body();
            assertThat(entry.get("number").longValue()).isEqualTo(number);
            Recorded recorded = server.domain().history().event(number);
            assertThat(entry.get("event"))
                    .hasToString(
                            new ObjectMapper().readTree(Leaves.shown(recorded)).toString());
            byte[] leaf = Base64.getDecoder().decode(entry.get("leaf").textValue());
            assertThat(root(leaf, entry.get("proof"))).isEqualTo(signedRoot(entry));
            leaf[leaf.length / 2] ^= 1;
            assertThat(root(leaf, entry.get("proof"))).isNotEqualTo(signedRoot(entry));
        }
        assertThat(server.send("otto", "GET", "/v1/entries/" + size).status()).isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/entries/01").status()).isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/entries/c-1").status()).isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/entries/1?x=1").status()).isEqualTo(400);
        assertThat(server.send("clerk", "GET", "/v1/entries/1").status()).isEqualTo(403);
    }

    /** The root that the path leads to, as RFC 9162 has it: written down once more, as a browser does it. */
    private static String root(byte[] leaf, JsonNode proof) throws Exception {
        byte[] hash = sha256(new byte[] {0}, leaf);
        long node = proof.get("index").longValue();
        long last = proof.get("size").longValue() - 1;
        for (JsonNode each : proof.get("path")) {
            byte[] sibling = Base64.getDecoder().decode(each.textValue());
            if ((node & 1) == 1 || node == last) {
                hash = sha256(new byte[] {1}, sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = sha256(new byte[] {1}, hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        assertThat(last).isZero();
        return Base64.getEncoder().encodeToString(hash);
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** The root in the checkpoint of a proof, whose signature is verified. */
    private static String signedRoot(JsonNode entry) throws Exception {
        String note = entry.get("proof").get("checkpoint").textValue();
        String text = note.substring(0, note.indexOf("\n\n") + 1);
        String[] signature = note.substring(text.length() + 1).strip().split(" ");
        byte[] signed = Base64.getDecoder().decode(signature[2]);
        JsonNode key = entry.get("key");
        assertThat(signature[1]).isEqualTo(key.get("name").textValue());
        assertThat(HexFormat.of().formatHex(signed, 0, 4))
                .isEqualTo(key.get("id").textValue());
        // the fixed beginning of a key of Ed25519 in the form of X.509
        byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] raw = Base64.getDecoder().decode(key.get("public").textValue());
        byte[] encoded = ByteBuffer.allocate(prefix.length + raw.length)
                .put(prefix)
                .put(raw)
                .array();
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(text.getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Arrays.copyOfRange(signed, 4, signed.length)))
                .isTrue();
        String[] lines = text.split("\n");
        assertThat(lines[1]).isEqualTo(entry.get("proof").get("size").asText());
        return lines[2];
    }

    @Test
    void theNewestCheckpointIsThere() throws Exception {
        server.heldRelease();
        var kept = server.domain().ledger().checkpoint();
        JsonNode shown = server.send("otto", "GET", "/v1/checkpoint").body();
        assertThat(shown.get("checkpoint").textValue()).isEqualTo(kept.note());
        assertThat(shown.get("size").longValue()).isEqualTo(kept.size());
        assertThat(shown.get("root").textValue())
                .isEqualTo(server.domain().ledger().root().toBase64());
        assertThat(shown.get("key").get("vkey").textValue())
                .isEqualTo(server.domain().ledger().verifierKey().format());
        assertThat(server.send("clerk", "GET", "/v1/checkpoint").status()).isEqualTo(403);
        assertThat(server.send("otto", "GET", "/v1/checkpoint/1").status()).isEqualTo(404);
    }

    @Test
    void agentsAndSourcesDoNotReadIt() throws Exception {
        assertThat(server.send("clerk", "GET", "/v1/entries").status()).isEqualTo(403);
        assertThat(server.send("erp-audit", "GET", "/v1/entries").status()).isEqualTo(403);
        assertThat(server.send(server.request("GET", "/v1/entries")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "kind, call-made",
        "kind, ''",
        "task, 12",
        "task, c-12",
        "task, t-012",
        "call, t-12",
        "hold, h-",
        "lane, l-12",
        "object, vendor",
        "object, vendor/",
        "object, /42",
        "verdict, permit",
        "before, -1",
        "before, 1e3",
        "before, 9999999999999999",
        "limit, 0",
        "limit, 501",
        "agent, clerk",
        "after, c-12"
    })
    void wrongParametersAreNamed(String name, String value) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", "/v1/entries?" + name + "=" + value);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(400);
        assertThat(reply.body().get("code").textValue()).isEqualTo("request-invalid");
        assertThat(reply.body().get("errors").get(0).get("pointer").textValue()).isEqualTo(name);
    }

    @Test
    void nothingButReadingIsAnswered() throws Exception {
        assertThat(server.send("otto", "POST", "/v1/entries", "{}").status()).isEqualTo(405);
        assertThat(server.send("otto", "GET", "/v1/entries?party=a&party=b").status())
                .isEqualTo(400);
        assertThat(server.send("otto", "GET", "/v1/entries/1/2").status()).isEqualTo(404);
    }
}
