package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.AgentProcess.Speaks;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The prologue: the ERP with nothing in front of it, where one agent makes a vendor of its own and pays it. */
final class Unguarded {

    private static final String AGENT = "planner";

    private final Path db;
    private final Story story;

    /** @param db file of the ERP's database, which is nobody else's */
    Unguarded(Path db, Story story) {
        this.db = db;
        this.story = story;
    }

    void play() throws IOException {
        story.scene("Without Interlock: an agent creates a vendor and pays it");
        List<String> command = JavaCommand.of(ErpServer.class, "--db", db.toString(), "--http", "0");
        Process erp = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var nothing = new AgentProcess.Credentials(Optional.empty(), Optional.empty(), Optional.empty());
        try (var end = erp.getOutputStream(); // at the end of its input the ERP ends
                var said = erp.inputReader(StandardCharsets.UTF_8);
                var agent = AgentProcess.start(AGENT, nothing)) {
            String revision = agent.connect(url(said).resolve("/mcp"), Speaks.MODERN, Optional.empty());
            story.note(AGENT + " connects directly to the ERP, speaking MCP " + revision);
            OwnVendor.pay((tool, arguments) -> {
                Answer answer = agent.call(tool, arguments);
                story.unguarded(AGENT, arguments, answer);
                return answer;
            });
        }
        story.note("each call was allowed on its own, so the money is gone");
    }

    private static URI url(BufferedReader said) throws IOException {
        String line = said.readLine();
        if (line != null
                && new JsonReader(JsonLimits.answers()).read(line.getBytes(StandardCharsets.UTF_8))
                        instanceof JsonReader.Outcome.Value(ObjectNode told)) {
            return URI.create(told.path("url").asText());
        }
        throw new IOException("the ERP did not start; see its log");
    }
}
