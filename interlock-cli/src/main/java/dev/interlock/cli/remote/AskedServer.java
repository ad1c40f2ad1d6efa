package dev.interlock.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that reads a data folder, or asks a server for the same where one is named. */
public final class AskedServer extends Authenticated {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Ask the running server at this address, through its API, instead of reading a data folder.")
    private @Nullable String url;

    /** Returns whether a server is to be asked. */
    public boolean isNamed() {
        return url != null;
    }

    /**
     * Asks the server, and says on the standard error what it refused, or that nobody answers.
     *
     * @return the answer; empty where there is none
     */
    public Optional<JsonNode> ask(String path) throws WrongUsage, InterruptedException, IOException {
        PrintWriter err = spec.commandLine().getErr();
        return switch (client().send(ApiClient.Request.get(path))) {
            case ApiClient.Result.Done(JsonNode body) -> Optional.of(body);
            case ApiClient.Result.Refused(JsonNode problem) -> {
                Refusal.print(problem, address(), new Screen(err, surroundings().colours()));
                yield Optional.empty();
            }
            case ApiClient.Result.Unreachable(String message) -> throw new WrongUsage(message);
        };
    }

    /** The lack of an answer: the server refused, or nobody is there. */
    public static final class NotAnswered extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient ApiClient.Result result;
        private final transient AskedServer server;

        NotAnswered(ApiClient.Result result, AskedServer server) {
            super("the server at " + server.address() + " did not answer");
            this.result = result;
            this.server = server;
        }

        /** Says why on the standard error, and returns the exit code. */
        public int told(PrintWriter err) {
            if (result instanceof ApiClient.Result.Refused(JsonNode problem)) {
                Refusal.print(
                        problem,
                        server.address(),
                        new Screen(err, server.surroundings().colours()));
                return ExitCode.FOUND_SOMETHING;
            }
            err.println("interlock: "
                    + (result instanceof ApiClient.Result.Unreachable(String message) ? message : getMessage()));
            return ExitCode.WRONG_USAGE;
        }
    }

    /**
     * Asks the server, for a reader that cannot go on without the answer.
     *
     * @param client of this server
     */
    public JsonNode answer(ApiClient client, String path) throws NotAnswered, InterruptedIOException {
        try {
            ApiClient.Result result = client.send(ApiClient.Request.get(path));
            if (result instanceof ApiClient.Result.Done(JsonNode body)) {
                return body;
            }
            throw new NotAnswered(result, this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    protected @Nullable String url() {
        return url;
    }
}
