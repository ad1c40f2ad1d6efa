package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.AgentProcess.Speaks;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The play of a night: nobody who approves is there, two people let an agent act all the same, and somebody else looks at it afterwards. */
final class Incident {

    private static final String AGENT = "ops";

    private final Stage stage;
    private final Story story;
    private final Path folder;

    /** @param folder for the credential of the lane, until a process has it */
    Incident(Stage stage, Story story, Path folder) {
        this.stage = stage;
        this.story = story;
        this.folder = folder;
    }

    void play() throws IOException {
        story.scene("7  At night no approver is available: two people open a break-glass lane, and a third reviews it");
        ObjectNode rollback = about("shop@1.4.1");
        try (var ops = stage.start(AGENT)) {
            String task = stage.office()
                    .open("orla", AGENT, "run-service", "Keep the shop up", List.of("service/shop"), Optional.empty());
            stage.connect(ops, Speaks.MODERN, Optional.of(task));
            stage.call(ops, "rollback_release", rollback);
        }
        stage.interlock(
                "dana",
                0,
                "break-glass",
                "open",
                "--agent",
                AGENT,
                "--object",
                "service/shop",
                "--ticket",
                "INC-2041",
                "--reason",
                "the shop is down");
        String lane = stage.office().lane("dana");
        stage.interlock("carl", 0, "break-glass", "confirm", lane);
        Path file = folder.resolve(AGENT + ".lane");
        stage.interlock("carl", 0, "break-glass", "credential", lane, "--file", file.toString());
        String credential = Files.readString(file).strip();
        Files.delete(file);
        try (var fresh = stage.startInLane(AGENT, credential)) {
            story.note("carl starts a new ops process with it");
            stage.connect(fresh, Speaks.MODERN, Optional.empty());
            stage.call(fresh, "rollback_release", rollback);
            stage.call(fresh, "deploy_release", about("shop@1.5.0"));
        }
        stage.interlock("dana", 0, "break-glass", "end", lane);
        stage.interlock("rita", 0, "break-glass", "review", lane);
        stage.interlock("rita", 0, "break-glass", "review", lane, "--accept");
    }

    private static ObjectNode about(String release) {
        return Json.object().put("service", "shop").put("release", release);
    }
}
