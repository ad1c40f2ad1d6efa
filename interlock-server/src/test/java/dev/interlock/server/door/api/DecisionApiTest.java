package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hold shows to whoever decides on it, beyond the call itself. */
class DecisionApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode hold(String reader, String id) throws Exception {
        ApiServer.Reply reply = server.send(reader, "GET", "/v1/holds/" + id);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** What is compared in an attribute: requester, reader, whether they differ. */
    private static String compared(JsonNode independence, String attribute) {
        return StreamSupport.stream(independence.get("attributes").spliterator(), false)
                .filter(one -> one.get("attribute").textValue().equals(attribute))
                .map(one -> one.get("requester").asText() + " "
                        + one.get("reader").asText() + " " + one.get("differs").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode forGroup(JsonNode independence) {
        return StreamSupport.stream(independence.get("needs").spliterator(), false)
                .filter(need -> need.path("group").asText().equals("ap-approvers"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoMayDecideIsToldWhyAttributeByAttribute() throws Exception {
        String id = server.heldRelease();
        JsonNode vera = hold("vera", id).get("independence");
        assertThat(vera.get("may").booleanValue()).isTrue();
        assertThat(compared(vera, "owner")).isEqualTo("finance controls true");
        assertThat(compared(vera, "origin")).isEqualTo("desk-clerk vera true");
        assertThat(compared(vera, "agent")).isEqualTo("clerk vera true");
        assertThat(forGroup(vera).get("counts").booleanValue()).isTrue();
        assertThat(forGroup(vera).get("because").get(0).textValue())
                .isEqualTo("you surely differ from `clerk` in running instance, agent, line of delegation, owner,"
                        + " author of the instructions, and are neither its owner nor the author of its instructions");
        assertThat(vera.get("because")).isEmpty();
        assertThat(texts(vera.get("others"))).contains("finn").doesNotContain("vera", "guest", "clerk");
    }

    @Test
    void whoMayNotIsToldWhy() throws Exception {
        String id = server.heldRelease();
        JsonNode guest = hold("guest", id).get("independence");
        assertThat(guest.get("may").booleanValue()).isFalse();
        assertThat(compared(guest, "owner")).isEqualTo("finance finance false");
        assertThat(texts(forGroup(guest).get("because")))
                .containsExactly(
                        "you and `clerk` have the same owner",
                        "you are not in the group `ap-approvers`, and nobody of it who could answer has named you to"
                                + " answer in their place");

        server.approve("vera", id, "seen");
        JsonNode again = hold("vera", id).get("independence");
        assertThat(again.get("may").booleanValue()).isFalse();
        assertThat(texts(again.get("because"))).containsExactly("you have answered it");
    }

    @Test
    void eachAnswerIsToldWithWhatItLeadsTo() throws Exception {
        String id = server.heldRelease();
        JsonNode then = hold("vera", id).get("then");
        assertThat(then.get("approve").textValue())
                .startsWith("It counts where you are eligible. Once one person has approved it for each of")
                .contains("clerk may make exactly this call, once, within 1h of the approval");
        assertThat(then.get("reject").textValue()).contains("cannot make it again in this task", "1d");
        assertThat(then.get("nothing").textValue()).contains("is not made");
    }

    @Test
    void theAgentThatAsksSeesNothingOfIt() throws Exception {
        JsonNode own = hold("clerk", server.heldRelease());
        assertThat(own.has("independence")).isFalse();
        assertThat(own.has("then")).isFalse();
    }
}
