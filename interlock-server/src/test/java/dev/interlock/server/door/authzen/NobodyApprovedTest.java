package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static dev.interlock.server.door.authzen.AuthzenStage.permitted;
import static dev.interlock.server.door.authzen.AuthzenStage.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A held call may be permitted later though nobody approved it, as what it lacked was done meanwhile. Nothing calls that an approval. */
class NobodyApprovedTest {

    private AuthzenStage stage;

    /** A vendor is closed once somebody else checked it; or somebody approves. */
    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        for (String name : List.of("interlock.yaml", "vendor.yaml")) {
            String text =
                    Files.readString(Path.of(Objects.requireNonNull(getClass().getResource("/authzen/vendors/" + name))
                            .getPath()));
            Files.writeString(
                    bundle.resolve(name),
                    text.replace(
                            "require: {for: vendor.close, approval: {by: approvers, count: 1, independence: another}}",
                            "require: {for: vendor.close, done: [{duty: vendor.check, per: vendor}]}"));
        }
        stage = new AuthzenStage(folder, bundle, "");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    @Test
    void whatIsPermittedForOtherReasonsIsNotShownAsApproved() throws IOException {
        ObjectNode denied = stage.held("7");
        ObjectNode task = stage.submit(AuthzenStage.request(denied, "7")).json();
        assertThat(task.at("/task/status").asText()).isEqualTo("pending");

        String checked = permitted(stage.ask(stage.mesh, "bob", "check", "7"));
        assertThat(stage.report(stage.mesh, checked, "{\"outcome\": \"succeeded\"}")
                        .status())
                .isEqualTo(200);
        ObjectNode open = json(stage.status(task));
        assertThat(open.at("/task/status").asText()).isEqualTo("pending");
        assertThat(open.has("result"))
                .as("there is no approval to ask again with")
                .isFalse();
        assertThat(stage.events(Event.HoldAnswered.class)).isEmpty();

        RawHttp.Answer again = stage.post(stage.mesh, AuthzenStage.EVALUATION, question("alice", "close", "7"))
                .send();
        assertThat(json(again).path("decision").asBoolean())
                .as("it is permitted all the same")
                .isTrue();
    }
}
