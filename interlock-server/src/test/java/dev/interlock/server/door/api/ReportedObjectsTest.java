package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Key;
import dev.interlock.server.render.FindingWords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources tell over HTTP which objects existed before. */
class ReportedObjectsTest {

    @TempDir
    Path folder;

    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private ApiServer.Reply tell(String who, String more, String... objects) throws Exception {
        return server.send(
                who, "POST", "/v1/observations", "{\"objects\": [" + String.join(",", objects) + "]" + more + "}");
    }

    private static String object(String key, String... of) {
        return "{\"object\": \"" + key + "\""
                + (of.length == 0 ? "" : ", \"of\": [\"" + String.join("\", \"", of) + "\"]") + "}";
    }

    private List<String> states(ApiServer.Reply reply) {
        return reply.body().get("objects").findValuesAsText("state");
    }

    private String why(ApiServer.Reply reply) {
        return reply.body().get("errors").get(0).get("detail").textValue();
    }

    private List<Event.CallObserved> recorded() throws Exception {
        var all = new ArrayList<Recorded>();
        server.domain().history().scan(0, server.domain().ledger().size(), all::add);
        return all.stream()
                .map(Recorded::event)
                .filter(Event.CallObserved.class::isInstance)
                .map(Event.CallObserved.class::cast)
                .toList();
    }

    private boolean isEstablished(String object) {
        return server.domain().query(state -> {
            int id = state.keys().find(Key.parse(object));
            return id >= 0 && state.keys().establishedAt(id) < Long.MAX_VALUE;
        });
    }

    @Test
    void whatIsToldIsKnownAndToldAgainIsNotRecordedAgain() throws Exception {
        ApiServer.Reply first = tell("erp-audit", "", object("vendor/V-1"), object("invoice/I-1", "vendor/V-1"));
        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(states(first)).containsExactly("recorded", "recorded");
        assertThat(isEstablished("vendor/V-1")).isTrue();
        assertThat(isEstablished("invoice/I-1")).isTrue();
        assertThat(isEstablished("vendor/V-2")).isFalse();
        ApiServer.Reply again = tell("erp-audit", "", object("vendor/V-1"), object("invoice/I-1", "vendor/V-1"));
        assertThat(states(again)).containsExactly("known", "known");
        assertThat(recorded()).hasSize(2).first().satisfies(told -> {
            assertThat(told.actor().name()).isEqualTo("erp-audit");
            assertThat(told.facts().marks()).containsExactly("object.listed");
        });
    }

    @Test
    void anAgentIsToldTheWayOutAndGoesItOnceASourceHasTold() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        Answer.Deny denied =
                (Answer.Deny) server.call("clerk", task, "block_vendor", Map.of("vendor_id", "V-7", "iban", "DE1"));
        assertThat(denied.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.OBJECT_UNKNOWN);
            String words = server.domain().query(state -> new FindingWords(state.bundle()).forAgent(finding));
            assertThat(words).contains("nothing recorded shows that vendor/V-7 exists", "interlock observe --from");
        });
        tell("erp-audit", "", object("vendor/V-7"));
        assertThat(server.call("clerk", task, "block_vendor", Map.of("vendor_id", "V-7", "iban", "DE1")))
                .isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatIsOnlyTriedIsNotRecorded() throws Exception {
        tell("erp-audit", "", object("vendor/V-1"));
        ApiServer.Reply tried = tell(
                "erp-audit", ", \"dry_run\": true", object("vendor/V-1"), object("vendor/V-2"), object("vender/V-3"));
        assertThat(tried.status()).isEqualTo(422);
        assertThat(states(tried)).containsExactly("known", "new", "refused");
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void eachThatIsWrongIsRefusedAtItsPlaceWithTheWayOut() throws Exception {
        ApiServer.Reply reply =
                tell("erp-audit", "", object("vender/V-1"), object("vendor/V-1"), object("invoice/I-1"));
        assertThat(states(reply)).containsExactly("refused", "recorded", "refused");
        JsonNode errors = reply.body().get("errors");
        assertThat(errors.findValuesAsText("pointer")).containsExactly("/objects/0", "/objects/2");
        assertThat(errors.get(0).get("detail").textValue()).contains("no object type `vender`", "vendor");
        assertThat(errors.get(1).get("detail").textValue()).contains("belongs to a `vendor`", "`of`");
        assertThat(why(tell("erp-audit", "", object("vendor/V-2", "invoice/I-1"))))
                .contains("add `of: {invoice:");
        assertThat(why(tell("erp-audit", "", object("invoice/I-2", "vendor/V-1", "vendor/V-2"))))
                .contains("two are named");
        assertThat(why(tell("erp-audit", "", object("vendor/W-1")))).contains("must match");
        assertThat(why(tell("erp-audit", "", object("invoice/I-1", "V-1")))).startsWith("`of`: write an object as");
        tell("erp-audit", "", object("invoice/I-3", "vendor/V-1"));
        assertThat(why(tell("erp-audit", "", object("invoice/I-3", "vendor/V-9"))))
                .contains("interlock link");
        assertThat(recorded()).hasSize(2);
    }

    @Test
    void onlyASourceThatIsTrustedForTheDutyTells() throws Exception {
        assertThat(tell("clerk", "", object("vendor/V-1")).status()).isEqualTo(403);
        assertThat(states(tell("stranger", "", object("vendor/V-1")))).containsExactly("refused");
        ApiServer.Reply mentioned = tell("erp-audit", "", object("payment/P-1"));
        assertThat(states(mentioned)).containsExactly("refused");
        assertThat(why(mentioned)).contains("not trusted for any duty of `erp/list_payment`", "trusted-for");
        ApiServer.Reply creating =
                tell("erp-audit", "", "{\"object\": \"vendor/V-1\", \"tool\": \"erp/create_vendor\"}");
        assertThat(why(creating)).contains("`erp/create_vendor` is not an observed-only tool", "observed: true");
        assertThat(recorded()).isEmpty();
    }

    @Test
    void whatIsOfAWrongShapeIsRefusedAsAWhole() throws Exception {
        assertThat(tell("erp-audit", "", object("vendor/V-1"), "{\"of\": 7, \"name\": 1}")
                        .body()
                        .get("errors")
                        .findValuesAsText("pointer"))
                .containsExactly("/objects/1/object", "/objects/1/of", "/objects/1/name");
        assertThat(tell("erp-audit", ", \"dry_run\": 1", object("vendor/V-1")).status())
                .isEqualTo(400);
        assertThat(tell("erp-audit", "").status()).isEqualTo(400);
        assertThat(recorded()).isEmpty();
    }
}
