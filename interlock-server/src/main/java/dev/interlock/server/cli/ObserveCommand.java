package dev.interlock.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.mcp.wire.JsonLimits;
import dev.interlock.server.mcp.wire.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code interlock observe}: tells a server what happened outside. */
@Command(
        name = "observe",
        description = "Tell the server what happened outside, as a source.",
        footer = {
            "",
            "What is told again, with the same id, is not recorded again. docs/api.md has the form of the file."
        })
final class ObserveCommand extends RemoteCommand {

    @Parameters(paramLabel = "FILE", description = "JSON: {\"observations\": [...]}.")
    private Path file;

    @Override
    ApiClient.Request request() throws WrongUsage {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new WrongUsage("`" + file + "` cannot be read; name a file that you may read");
        }
        return switch (new JsonReader(JsonLimits.answers()).read(text)) {
            case JsonReader.Outcome.Value(JsonNode body) -> ApiClient.Request.send("POST", "/v1/observations", body);
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                throw new WrongUsage("`" + file + "`: " + defect);
        };
    }

    @Override
    void print(JsonNode body, Screen screen) {
        for (JsonNode one : body.path("observations")) {
            screen.line(Shown.text(one, "call") + "  " + Shown.text(one, "id"));
        }
    }
}
