package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases, and who may act at all, over the API. */
class LeaseApiTest {

    private static final String REASON = "{\"reason\":\"acts strangely\"}";

    private ApiServer server;
    private String task = "";

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        task = server.open("clerk", "onboard-vendor");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private long issue(String agent, String owner, String task) {
        var caller = new Caller(
                agent,
                "instance-1",
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(),
                Optional.empty());
        Answer answer = server.domain()
                .ask(new LeaseCommand.Issue(
                        caller,
                        Long.parseLong(task.substring(2)),
                        OptionalLong.empty(),
                        "reports",
                        "postgres",
                        new TreeMap<>(Map.of("role", "il_1")),
                        true,
                        OptionalLong.empty()))
                .answer();
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).number();
    }

    @Test
    void aLeaseIsListedToThoseWhoSeeItsTaskAndRevokedByThem() throws Exception {
        long first = issue("clerk", "finance", task);
        String other = server.open("payer", "pay-invoice", "invoice/I-7");
        long second = issue("payer", "treasury", other);

        JsonNode all = server.send("otto", "GET", "/v1/leases").body().get("leases");
        assertThat(all).hasSize(2);
        JsonNode one = all.get(0);
        assertThat(one.get("id").textValue()).isEqualTo("lease-" + first);
        assertThat(one.get("state").textValue()).isEqualTo("live");
        assertThat(one.get("agent").textValue()).isEqualTo("clerk");
        assertThat(one.get("task").textValue()).isEqualTo(task);
        assertThat(one.get("runtime").textValue()).isEqualTo("instance-1");
        assertThat(one.get("confirmed").booleanValue()).isFalse();
        assertThat(one.get("binding").get("role").textValue()).isEqualTo("il_1");
        assertThat(server.send("otto", "GET", "/v1/leases?agent=payer").body().get("leases"))
                .hasSize(1);
        assertThat(server.send("otto", "GET", "/v1/leases?task=" + task).body().get("leases"))
                .hasSize(1);
        JsonNode page = server.send("otto", "GET", "/v1/leases?limit=1").body();
        assertThat(page.get("next").textValue()).isEqualTo("lease-" + first);
        assertThat(server.send("otto", "GET", "/v1/leases?after=lease-" + first)
                        .body()
                        .get("leases"))
                .hasSize(1);
        assertThat(server.send("otto", "GET", "/v1/leases?task=12").status()).isEqualTo(400);
        assertThat(server.send("clerk", "GET", "/v1/leases").body().get("leases"))
                .hasSize(1);

        assertThat(server.send("clerk", "POST", "/v1/leases/lease-" + second + "/revoke")
                        .status())
                .as("it does not exist for an agent that does not see its task")
                .isEqualTo(404);
        ApiServer.Reply revoked = server.send(
                "otto", "POST", "/v1/leases/lease-" + first + "/revoke", "{\"comment\":\"seen elsewhere\"}");
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(server.domain().leases().live(first, System.currentTimeMillis()))
                .isFalse();
        JsonNode ending =
                server.send("otto", "GET", "/v1/leases?state=ending").body().get("leases");
        assertThat(ending).hasSize(1);
        assertThat(ending.get(0).get("ended").textValue()).isEqualTo("by-hand");
        assertThat(server.send("otto", "POST", "/v1/leases/lease-" + first + "/revoke")
                        .body()
                        .get("code")
                        .textValue())
                .isEqualTo("lease-ended");
        server.domain().ask(new LeaseCommand.Confirm(first, LeaseStep.WITHDRAWN));
        assertThat(server.send("otto", "GET", "/v1/leases/lease-" + first)
                        .body()
                        .get("code")
                        .textValue())
                .isEqualTo("lease-unknown");
    }

    @Test
    void whoIsSuspendedComesBackByTwo() throws Exception {
        long lease = issue("clerk", "finance", task);
        assertThat(server.send("payer", "POST", "/v1/agents/clerk/suspend", REASON)
                        .status())
                .isEqualTo(403);
        assertThat(server.send("guest", "POST", "/v1/agents/nobody/suspend", REASON)
                        .status())
                .isEqualTo(404);
        assertThat(server.send("guest", "POST", "/v1/agents/clerk/suspend", "{}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("guest", "POST", "/v1/agents/clerk/suspend", REASON)
                        .status())
                .isEqualTo(200);
        assertThat(server.domain().leases().live(lease, System.currentTimeMillis()))
                .isFalse();
        assertThat(code(server.send("clerk", "POST", "/v1/tasks", "{\"intent\":\"onboard-vendor\"}")))
                .isEqualTo("agent-suspended");
        Answer denied = server.call("clerk", task, "create_vendor", Map.of("name", "Acme", "iban", "DE89"));
        assertThat(((Answer.Deny) denied).findings())
                .extracting(finding -> finding.code().text())
                .containsExactly("agent-suspended");
        assertThat(agent("clerk").get("state").textValue()).isEqualTo("suspended");

        ApiServer.Reply proposed = server.send("guest", "POST", "/v1/agents/clerk/resume", REASON);
        assertThat(proposed.status()).isEqualTo(201);
        String resume = proposed.body().get("id").textValue();
        JsonNode listed = server.send("otto", "GET", "/v1/agents").body().get("proposals");
        assertThat(listed.get(0).get("id").textValue()).isEqualTo(resume);
        String confirm = "/v1/resumptions/" + resume + "/confirm";
        assertThat(code(server.send("finn", "POST", confirm))).isEqualTo("not-in-group");
        assertThat(server.send("adam", "POST", confirm).status()).isEqualTo(200);
        assertThat(code(server.send("adam", "POST", confirm))).isEqualTo("resume-unknown");
        assertThat(agent("clerk").get("state").textValue()).isEqualTo("active");
    }

    @Test
    void anOwnerWhoIsGoneTakesItsAgentsAlongAndBack() throws Exception {
        assertThat(code(server.send("guest", "POST", "/v1/owners/treasury/gone", REASON)))
                .isEqualTo("not-in-group");
        assertThat(server.send("vera", "POST", "/v1/owners/nobody/gone", REASON).status())
                .isEqualTo(404);
        ApiServer.Reply gone = server.send("vera", "POST", "/v1/owners/treasury/gone", REASON);
        assertThat(gone.body().get("suspended")).extracting(JsonNode::textValue).containsExactly("helper", "payer");
        assertThat(agent("payer").get("state").textValue()).isEqualTo("suspended");
        assertThat(agent("clerk").get("state").textValue()).isEqualTo("active");
        String one = server.send("vera", "POST", "/v1/agents/payer/resume", REASON)
                .body()
                .get("id")
                .textValue();
        assertThat(code(server.send("adam", "POST", "/v1/resumptions/" + one + "/confirm")))
                .isEqualTo("owner-gone");
        String owner = server.send("vera", "POST", "/v1/owners/treasury/resume", REASON)
                .body()
                .get("id")
                .textValue();
        assertThat(code(server.send("vera", "POST", "/v1/resumptions/" + owner + "/confirm")))
                .isEqualTo("not-independent");
        assertThat(server.send("adam", "POST", "/v1/resumptions/" + owner + "/confirm")
                        .status())
                .isEqualTo(200);
        assertThat(agent("payer").get("state").textValue()).isEqualTo("active");
        assertThat(server.send("vera", "GET", "/v1/agents").body().get("gone")).isEmpty();
    }

    private JsonNode agent(String name) throws Exception {
        for (JsonNode agent : server.send("otto", "GET", "/v1/agents").body().get("agents")) {
            if (agent.get("name").textValue().equals(name)) {
                return agent;
            }
        }
        throw new AssertionError(name);
    }

    private static String code(ApiServer.Reply reply) {
        return reply.body().get("code").textValue();
    }
}
