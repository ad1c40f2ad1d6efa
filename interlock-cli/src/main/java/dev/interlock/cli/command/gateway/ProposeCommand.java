package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code interlock propose}: proposes what is in the server's bundle folder. */
@Command(
        name = "propose",
        description = {
            "Propose the policy bundle in the server's folder for activation.",
            "Somebody independent of you activates it."
        },
        footer = {
            "",
            "Nothing changes until it is activated. With BUNDLE the server compares what is in its folder with yours,"
                    + " and proposes nothing else."
        })
public final class ProposeCommand extends RemoteCommand {

    @Parameters(arity = "0..1", paramLabel = "BUNDLE", description = "What you expect to be in the server's folder.")
    private @Nullable Path bundle;

    @Override
    protected ApiClient.Request request() {
        ObjectNode body = Json.object();
        if (bundle != null) {
            // A bundle with errors has no digest: the server says what is wrong with its own.
            body.put(
                    "digest",
                    PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled compiled ? compiled.digest() : "none");
        }
        return ApiClient.Request.send("POST", "/v1/bundle/propose", body);
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        screen.line(screen.good("proposed") + ": " + Shown.text(body, "name") + " " + Shown.text(body, "digest")
                + " (entry " + body.path("proposal").asLong() + ")");
        screen.line(
                (body.path("single_administrator").asBoolean() ? "activate it" : "somebody independent activates it")
                        + " within 24 hours: interlock activate " + Shown.text(body, "digest"));
        ActivateCommand.details(body, screen);
    }
}
