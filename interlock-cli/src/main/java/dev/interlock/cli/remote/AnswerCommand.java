package dev.interlock.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import picocli.CommandLine.Option;

/** A person's answer to what is held or proposed. */
public abstract class AnswerCommand extends RemoteCommand {

    private final String collection;
    private final String verb;

    @Option(
            names = "--comment",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why; it is recorded with the answer.")
    private String comment;

    /**
     * @param collection of the API in which it is
     * @param verb by which the API takes this answer
     */
    protected AnswerCommand(String collection, String verb) {
        this.collection = collection;
        this.verb = verb;
    }

    /** The id of what is answered. */
    protected abstract String id();

    @Override
    protected final ApiClient.Request request() {
        ObjectNode body = commented(comment);
        return ApiClient.Request.send("POST", "/v1/" + collection + "/" + segment(id()) + "/" + verb, body);
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        screen.line(Shown.text(body, "id") + " is " + Shown.text(body, "state"));
    }
}
