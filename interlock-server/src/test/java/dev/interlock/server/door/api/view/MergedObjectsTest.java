package dev.interlock.server.door.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.door.api.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proposal and activation of a bundle list what a form of ids that is added later makes of the history. */
class MergedObjectsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: merged
        owner: controls@example.com
        independence: {line: [owner]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: deny}}
        server: erp
        no-effect: []
        objects: {vendor: {id: {form: FORM}}}
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}}
          match: {duty: vendor.match, on: {vendor: args.id}}
          pay: {duty: vendor.pay, on: {vendor: args.id}}
        intents: {work: {goal: Work, allow: [vendor.create, vendor.match, vendor.pay], limits: {calls: 1000}}}
        rules:
          - id: R-SOD
            title: Whoever creates a vendor does not pay it
            separate: {duties: [vendor.create, vendor.pay], per: vendor, within: 90d}
          - id: R-MATCH
            title: A vendor that is paid was matched
            require: {for: vendor.pay, done: [{duty: vendor.match, per: vendor}]}
        """;

    @TempDir
    Path folder;

    private ApiServer server;
    private String clerks;
    private String payers;

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
        activate("text");
        clerks = server.open("clerk", "work");
        payers = server.open("payer", "work");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode propose(String form) throws Exception {
        write(form);
        ApiServer.Reply proposed = server.send("vera", "POST", "/v1/bundle/propose");
        assertThat(proposed.status()).as(proposed.toString()).isEqualTo(200);
        return proposed.body();
    }

    private void write(String form) throws IOException {
        Files.writeString(server.bundle().resolve("interlock.yaml"), BUNDLE.replace("FORM", form));
    }

    private JsonNode activate(String form) throws Exception {
        String digest = propose(form).get("digest").textValue();
        ApiServer.Reply activated =
                server.send("adam", "POST", "/v1/bundle/activate", "{\"digest\": \"" + digest + "\"}");
        assertThat(activated.status()).as(activated.toString()).isEqualTo(200);
        return activated.body();
    }

    private long create(String id) {
        return server.carryOut("clerk", clerks, "create", Map.of("name", id), "vendor/" + id);
    }

    private long done(String agent, String tool, String id) {
        return server.carryOut(agent, agent.equals("clerk") ? clerks : payers, tool, Map.of("id", id));
    }

    private FindingCode denied(String agent, String tool, String id) {
        Answer answer = server.call(agent, agent.equals("clerk") ? clerks : payers, tool, Map.of("id", id));
        assertThat(answer).isInstanceOf(Answer.Deny.class);
        return ((Answer.Deny) answer).findings().getFirst().code();
    }

    @Test
    void whatIsSpelledInOneWayIsNotListed() throws Exception {
        create("7");
        done("payer", "match", "7");
        assertThat(propose("integer").has("ids")).isFalse();
    }

    @Test
    void mergedObjectsLostRequirementsAndLatentConflictsAreListedAtProposalAndActivation() throws Exception {
        create("7");
        done("payer", "match", "007");
        long paid = done("clerk", "pay", "007");
        done("payer", "match", "07");
        create("x-1");
        JsonNode proposed = propose("integer").get("ids");
        assertThat(proposed.get("merged").toString())
                .isEqualTo("[{\"object\":\"vendor/7\",\"spellings\":[\"vendor/007\",\"vendor/07\"]}]");
        assertThat(proposed.get("merged_all").intValue()).isEqualTo(1);
        assertThat(proposed.get("unnamed").toString()).isEqualTo("[\"vendor/x-1\"]");
        assertThat(proposed.get("lost").findValuesAsText("duty")).containsExactly("vendor.match");
        assertThat(proposed.get("lost").get(0).get("calls").intValue()).isEqualTo(2);
        assertThat(proposed.get("latent").findValuesAsText("rule")).containsExactly("R-SOD");
        assertThat(proposed.get("latent").toString()).contains("c-" + paid);

        assertThat(activate("integer").get("ids")).isEqualTo(proposed);
        assertThat(denied("payer", "pay", "7")).as("case 11").isEqualTo(FindingCode.REQUIREMENT_MISSING);
        assertThat(denied("payer", "pay", "007")).isEqualTo(FindingCode.ARGUMENT_INVALID);
        done("payer", "match", "7");
        assertThat(denied("clerk", "pay", "7")).as("case 12").isEqualTo(FindingCode.DUTY_CONFLICT);
        done("payer", "pay", "7");
    }

    @Test
    void whatIsNotSureToHaveHappenedIsNotLost() throws Exception {
        Answer.Permit open = (Answer.Permit) server.call("payer", payers, "match", Map.of("id", "007"));
        server.settle(open.call(), new Settlement.Failed("refused"));
        Answer.Permit unknown = (Answer.Permit) server.call("payer", payers, "match", Map.of("id", "008"));
        server.settle(unknown.call(), new Settlement.Unknown("silence"));
        assertThat(propose("integer").get("ids").get("lost")).isEmpty();
        // found out by a read: then it did
        server.domain()
                .ask(new Command.ConfirmCall(
                        unknown.call(),
                        new Settlement.Succeeded(List.<Key>of()),
                        new Confirmation.Read(
                                "erp/get", "sha-256:7", server.domain().now()),
                        1));
        assertThat(propose("integer").get("ids").get("lost").findValuesAsText("duty"))
                .containsExactly("vendor.match");
    }

    @Test
    void ofManyTheFirstAreListedAndAllCounted() throws Exception {
        for (int i = 100; i < 230; i++) {
            create("0" + i);
        }
        for (int i = 0; i < 20; i++) {
            done("payer", "match", "0".repeat(i + 1) + "500");
        }
        JsonNode ids = propose("integer").get("ids");
        assertThat(ids.get("merged_all").intValue()).isEqualTo(131);
        assertThat(ids.get("merged")).hasSize(100);
        assertThat(ids.get("merged").get(0).get("object").textValue()).isEqualTo("vendor/100");
        assertThat(ids.get("unnamed_all").intValue()).isZero();
        assertThat(ids.get("lost").get(0).get("calls").intValue()).isEqualTo(20);
    }

    @Test
    void caseThatMeansNothingMergesToo() throws Exception {
        create("Acme");
        done("payer", "match", "ACME");
        JsonNode ids = propose("text, ignore: case").get("ids");
        assertThat(ids.get("merged").toString())
                .isEqualTo("[{\"object\":\"vendor/acme\",\"spellings\":[\"vendor/ACME\",\"vendor/Acme\"]}]");
    }
}
