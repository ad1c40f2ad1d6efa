package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.registry.Token;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass lanes of agents that cannot get a token of the lane: a fresh process shows a credential beside the agent's own proof. */
class LaneCredentialTest {

    private static final String UNKNOWN = "lane-credential-unknown";

    private CredentialTarget target;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new CredentialTarget(folder);
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private static void assertRefused(RawHttp.Answer answer, int status, String code) {
        assertThat(answer.text()).contains(code);
        assertThat(answer.status()).isEqualTo(status);
    }

    private static String verdict(RawHttp.Answer answer) {
        return CredentialTarget.verdict(answer);
    }

    @Test
    void aFreshProcessActsInTheLaneInBothErasAndByPlainHttp() {
        assertThat(verdict(target.modern("ops", "meta").send())).isEqualTo("denied[forbidden]");
        assertThat(verdict(target.modern("ops", "store").send())).startsWith("permitted");
        Open lane = target.open("ops");
        String credential = target.credential(lane);

        assertThat(verdict(target.modern("ops", "meta", credential))).startsWith("permitted");
        assertThat(verdict(target.legacy("ops", "meta", credential))).startsWith("permitted");
        assertThat(target.upstream.calls("meta")).isEqualTo(2);
        assertThat(target.rest("ops", Optional.of(credential)).status()).isEqualTo(200);
        assertThat(target.asked.get()).isEqualTo(1);
        assertThat(verdict(target.modern("ops", "echo", credential))).isEqualTo("denied[forbidden]");
        assertThat(verdict(target.modern("ops", "store", credential))).isEqualTo("denied[outside-lane]");
        assertThat(target.recorded(Event.CallReserved.class))
                .filteredOn(call -> !call.waived().isEmpty())
                .hasSize(3)
                .extracting(call ->
                        ("t-" + call.task()) + " " + call.waived().getFirst().rule())
                .containsExactly(lane.task() + " W-1", lane.task() + " W-1", lane.task() + " W-2");

        assertThat(target.post("dana", "/lanes/" + lane.lane() + "/end", "{}").status())
                .isEqualTo(200);
        assertRefused(target.modern("ops", "meta", credential), 401, "a credential ends with its lane");
        assertRefused(target.rest("ops", Optional.of(credential)), 401, "a credential ends with its lane");
        assertThat(target.upstream.calls("meta")).isEqualTo(2);
        assertThat(target.asked.get()).isEqualTo(1);
        JsonNode told = target.get("bert", "/lanes/" + lane.lane() + "/timeline");
        assertThat(told.path("entries").findValuesAsText("what"))
                .containsSubsequence("proposed", "opened", "issued", "permitted", "denied", "revoked", "closed");
        RawHttp.Answer reviewed =
                target.post("bert", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"accepted\"}");
        assertThat(reviewed.json().path("state").asText()).isEqualTo("accepted");
    }

    @Test
    void theInstanceIsOfItsLaneAloneAndOthersStayWhereTheyAre() {
        assertThat(verdict(target.modern("ops", "store").send())).startsWith("permitted");
        Open lane = target.open("ops");
        String credential = target.credential(lane);
        assertThat(verdict(target.modern("ops", "meta")
                        .add("Interlock-Task", lane.task())
                        .send()))
                .as("its token alone, which every process of the agent has")
                .isEqualTo("denied[lane-token-required]");
        RawHttp.Answer task = target.post("ops", "/tasks", "{\"intent\":\"all\"}");
        String normal = task.json().path("id").asText();
        assertThat(verdict(target.modern("ops", "store")
                        .add(CredentialTarget.HEADER, credential)
                        .add("Interlock-Task", normal)
                        .send()))
                .isEqualTo("denied[token-for-another-task]");
        assertThat(verdict(target.modern("ops", "store")
                        .add("Interlock-Task", normal)
                        .send()))
                .startsWith("permitted");

        LeaseEvent.Issued issued = target.recorded(LeaseEvent.Issued.class).getFirst();
        assertThat(issued.kind()).isEqualTo("lane-credential");
        assertThat(issued.binding()).containsEntry("given-to", "carl").containsKey("sha-256");
        assertThat(issued.actor().get(Attributes.RUNTIME))
                .isEqualTo(AttributeValue.known(
                        "credential-" + issued.binding().get("sha-256").substring(0, 12)));
    }

    @Test
    void whatOneInstanceBeganNobodyElseGoesOnWith() {
        Open lane = target.open("ops");
        String first = target.credential(lane);
        String second = target.credential(lane);
        String session = target.session("ops", first);
        assertThat(target.inSession("ops", "meta", session).send().status())
                .as("another process of the agent")
                .isEqualTo(404);
        assertThat(target.inSession("ops", "meta", session)
                        .add(CredentialTarget.HEADER, second)
                        .send()
                        .status())
                .as("another instance in the lane")
                .isEqualTo(404);
        assertThat(target.inSession("hal", "meta", session)
                        .add(CredentialTarget.HEADER, first)
                        .send()
                        .status())
                .as("another agent")
                .isEqualTo(401);
        assertThat(verdict(target.inSession("ops", "meta", session)
                        .add(CredentialTarget.HEADER, first)
                        .send()))
                .startsWith("permitted");
        target.post("dana", "/lanes/" + lane.lane() + "/end", "{}");
        assertThat(target.inSession("ops", "meta", session)
                        .add(CredentialTarget.HEADER, first)
                        .send()
                        .status())
                .as("after the lane has ended")
                .isEqualTo(401);
        assertThat(target.upstream.calls("meta")).isEqualTo(1);
    }

    @Test
    void theLaneIsHandedToNoChildAndTheCredentialToNoOtherLane() {
        Open lane = target.open("ops");
        String credential = target.credential(lane);
        RawHttp.Answer child = target.as("ops", "/v1/tasks")
                .add(CredentialTarget.HEADER, credential)
                .body("{\"agent\":\"hal\",\"intent\":\"all\",\"parent\":\"" + lane.task() + "\"}")
                .send();
        assertRefused(child, 403, "not-allowed");
        assertThat(verdict(target.modern("hal", "meta")
                        .add("Interlock-Task", lane.task())
                        .send()))
                .isEqualTo("denied[task-not-yours]");
        Open other = target.open("eve", "fay", "ops");
        assertThat(verdict(target.modern("ops", "meta")
                        .add(CredentialTarget.HEADER, credential)
                        .add("Interlock-Task", other.task())
                        .send()))
                .isEqualTo("denied[token-for-another-task]");
        assertThat(target.upstream.calls("meta")).isZero();
    }

    @Test
    void aCredentialOfNoOpenLaneOfTheAgentIsRefusedAndRecorded() {
        Open lane = target.open("ops");
        String credential = target.credential(lane);
        String made = Token.create(new SecureRandom()).reveal();
        for (String wrong : List.of(made, "lane-1", credential.substring(0, credential.length() - 1))) {
            assertRefused(target.modern("ops", "meta", wrong), 401, "this credential belongs to no open lane");
        }
        assertRefused(target.modern("hal", "meta", credential), 401, "this credential belongs to no open lane");
        target.assertRecorded(UNKNOWN, "/mcp", "ops");
        target.assertRecorded(UNKNOWN, "/mcp", "hal");
        assertRefused(target.rest("hal", Optional.of(credential)), 401, "this credential belongs to no open lane");
        target.assertRecorded(UNKNOWN, "/rest", "hal");
        assertThat(target.modern("ops", "meta")
                        .without("Authorization")
                        .add(CredentialTarget.HEADER, credential)
                        .send()
                        .status())
                .as("the credential alone")
                .isEqualTo(401);
        assertThat(target.modern("ops", "meta")
                        .without("Authorization")
                        .add("Authorization", "Bearer " + credential)
                        .send()
                        .status())
                .as("the credential in the place of the token")
                .isEqualTo(401);
        assertThat(target.modern("ops", "meta")
                        .add(CredentialTarget.HEADER, credential)
                        .add(CredentialTarget.HEADER, credential)
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(target.upstream.calls("meta")).isZero();
    }

    @Test
    void wrongOnesCountAgainstTheRateOfWhoeverShowsThem() {
        Open lane = target.open("ops");
        String credential = target.credential(lane);
        assertThat(target.modern("slow", "meta", credential).header("Retry-After"))
                .isEmpty();
        Until.holds(() -> {
            RawHttp.Answer answer = target.modern("slow", "meta", credential);
            return answer.status() == 401
                    && answer.header("Retry-After").isPresent()
                    && answer.text().contains("too many credentials");
        });
        // Its other requests wait as well.
        Until.holds(() -> target.modern("slow", "store").send().status() == 429);
    }

    @Test
    void onlyThoseWhoOpenedTheLaneGetOneAndOnlyWhileItIsOpen() {
        String proposed = target.propose("ops").json().path("id").asText();
        assertRefused(target.asks("dana", new Open(proposed, "")), 409, "lane-ended");
        target.post("carl", "/lanes/" + proposed + "/confirm", "{}");
        var lane = new Open(proposed, "");
        assertThat(target.asks("dana", lane).status()).isEqualTo(201);
        assertRefused(target.asks("bert", lane), 403, "not-allowed");
        assertRefused(target.asks("ops", lane), 403, "not-allowed");
        assertRefused(target.asks("hal", lane), 404, "lane-unknown");
        target.assertRecorded("not-allowed", "/v1/lanes/" + proposed + "/credential", "bert");
        assertThat(target.recorded(LeaseEvent.Issued.class)).hasSize(1);
        target.post("dana", "/lanes/" + proposed + "/end", "{}");
        assertRefused(target.asks("dana", lane), 409, "lane-ended");
        assertThat(target.recorded(LeaseEvent.Issued.class)).hasSize(1);
    }

    /** A lane in which nobody could act is refused before anybody has to confirm it. */
    @Test
    void anAgentThatNothingCanBeIssuedToOpensNoLane() {
        RawHttp.Answer refused = target.propose("stray");
        assertRefused(refused, 403, "owner-missing");
        assertThat(refused.text()).contains("`stray` has no registered owner");
        target.assertRecorded("owner-missing", "/v1/lanes", "dana");
        assertThat(target.recorded(LaneEvent.class)).isEmpty();
    }

    @Test
    void eachCredentialIsAnInstanceOfItsOwnAndOneCanBeTakenBack() {
        Open lane = target.open("ops");
        String first = target.credential(lane);
        String second = target.credential(lane);
        assertThat(verdict(target.modern("ops", "meta", first))).startsWith("permitted");
        assertThat(verdict(target.modern("ops", "meta", second))).startsWith("permitted");
        assertThat(target.recorded(Event.CallReserved.class))
                .extracting(call -> call.actor().get(Attributes.RUNTIME))
                .doesNotHaveDuplicates();
        long lease = target.recorded(LeaseEvent.Issued.class).getFirst().lease();
        assertThat(target.post("bert", "/leases/lease-" + lease + "/revoke", "{\"comment\":\"seen elsewhere\"}")
                        .status())
                .isEqualTo(200);
        assertThat(target.modern("ops", "meta", first).status()).isEqualTo(401);
        assertThat(verdict(target.modern("ops", "meta", second))).startsWith("permitted");
    }

    @Test
    void aCredentialOutlivesARestartAndNotItsLane() throws Exception {
        Open lane = target.open("ops");
        String credential = target.credential(lane);
        target.restart();
        assertThat(verdict(target.modern("ops", "meta", credential))).startsWith("permitted");
        target.now.set(target.now.get().plus(Duration.ofMinutes(31)));
        assertThat(target.modern("ops", "meta", credential).status()).isEqualTo(401);
        LaneTarget.await(
                "the end of the lane",
                () -> !target.recorded(LaneEvent.Ended.class).isEmpty());
        assertThat(target.recorded(LeaseEvent.Revoked.class))
                .extracting(LeaseEvent.Revoked::reason)
                .containsExactly(LeaseEnd.TASK_ENDED);
        target.now.set(target.now.get().minus(Duration.ofMinutes(30)));
        assertThat(target.modern("ops", "meta", credential).status())
                .as("the clock does not turn it back")
                .isEqualTo(401);
    }

    @Test
    void anAgentWithAnIdentityActsTooWhereNoTokensAreIssued() {
        Open lane = target.open("ida");
        String credential = target.credential(lane);
        assertThat(verdict(target.identified(target.modern("ops", "meta"))
                        .add(CredentialTarget.HEADER, credential)
                        .send()))
                .startsWith("permitted");
        assertThat(target.modern("ops", "meta", credential).status()).isEqualTo(401);
    }

    @Test
    void anEnforcementPointPassesTheCredentialOn() {
        Open lane = target.open("ops");
        String credential = target.credential(lane);
        JsonNode permitted = target.asked("ops", "meta", credential);
        assertThat(permitted.path("decision").asBoolean())
                .as(permitted.toString())
                .isTrue();
        assertThat(target.recorded(Event.CallReserved.class).getFirst().task())
                .isEqualTo(target.recorded(LeaseEvent.Issued.class).getFirst().task());
        assertThat(target.asked("ops", "echo", credential).at("/context/reason").asText())
                .isEqualTo("forbidden");
        assertThat(target.asked("hal", "meta", credential).at("/context/reason").asText())
                .isEqualTo("token-subject");
        assertThat(target.asked("ops", "meta", Token.create(new SecureRandom()).reveal())
                        .at("/context/reason")
                        .asText())
                .isEqualTo(UNKNOWN);
        target.assertRecorded(UNKNOWN, CredentialTarget.EVALUATION, "mesh");
        assertThat(target.asked("ops", "meta", "eyJ").at("/context/reason").asText())
                .isEqualTo("token-not-taken");
    }
}
