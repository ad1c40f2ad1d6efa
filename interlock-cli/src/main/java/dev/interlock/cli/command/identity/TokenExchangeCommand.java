package dev.interlock.cli.command.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.LoginServer;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.DpopKey;
import dev.interlock.server.oauth.TokenClient;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock token exchange}: a workload token for the token of a task. */
@Command(
        name = "exchange",
        description = "Exchange a workload token for a token that is valid for one task.",
        footer = {
            "",
            "The token is bound to the key in --key, which is created if the file does not exist. "
                    + "Each request needs a proof made with the key, for example by `interlock token proof`. "
                    + "See docs/oauth.md."
        })
final class TokenExchangeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RESOURCE", description = "The path of the server that it is for, such as /mcp/erp.")
    private String resource;

    @Mixin
    private LoginServer address;

    @Option(
            names = "--workload-token-file",
            required = true,
            paramLabel = "FILE",
            description = "File that holds your workload's token, as issued by its platform.")
    private Path workload;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "File of the key that the token is bound to.")
    private Path key;

    @Option(names = "--intent", paramLabel = "INTENT", description = "Open a task with this intent.")
    private @Nullable String intent;

    @Option(
            names = "--object",
            paramLabel = "TYPE/ID",
            description = "An object that the new task is about; may be repeated.")
    private List<String> objects = List.of();

    @Option(names = "--instruction", paramLabel = "TEXT", description = "The instruction of the new task.")
    private @Nullable String instruction;

    @Option(names = "--task", paramLabel = "TASK", description = "Join this existing task of yours instead.")
    private @Nullable String task;

    @Option(names = "--json", description = "Print the server's answer as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, WrongUsage {
        if ((intent == null) == (task == null)) {
            throw new WrongUsage("give the --intent of a task to open, or a --task to join");
        }
        DpopKey held = key();
        String token = Files.readString(workload).strip();
        URI server = address.address();
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        address.tls().ifPresent(http::sslContext);
        try (HttpClient client = http.build()) {
            var result =
                    new TokenClient(client, server, InstantSource.system()).exchange(held, token, resource, details());
            return switch (result) {
                case TokenClient.Result.Issued(ObjectNode answer) -> {
                    spec.commandLine()
                            .getOut()
                            .println(
                                    json
                                            ? Json.text(answer)
                                            : answer.path("access_token").asText());
                    yield ExitCode.FINE;
                }
                case TokenClient.Result.Refused(String error, String description) -> {
                    PrintWriter err = spec.commandLine().getErr();
                    err.println("refused (" + Screen.printable(error) + "): " + Screen.printable(description));
                    err.println("(answered by the server at " + server + ")");
                    yield ExitCode.FOUND_SOMETHING;
                }
            };
        } catch (IOException e) {
            throw new WrongUsage(
                    "got no token from `" + server + "`: " + Screen.printable(String.valueOf(e.getMessage())));
        }
    }

    private ObjectNode details() {
        ObjectNode details = Json.object();
        if (task != null) {
            return details.put("task", task);
        }
        details.put("intent", intent);
        if (instruction != null) {
            details.put("instruction", instruction);
        }
        if (!objects.isEmpty()) {
            ArrayNode list = details.putArray("objects");
            objects.forEach(list::add);
        }
        return details;
    }

    private DpopKey key() throws IOException, WrongUsage {
        if (!Files.exists(key)) {
            DpopKey made = DpopKey.generate();
            SecretFile.write(key, (made.secret() + "\n").getBytes(StandardCharsets.UTF_8));
            return made;
        }
        return key(key);
    }

    /** The key in a file. */
    static DpopKey key(Path file) throws IOException, WrongUsage {
        String text = new String(SecretFile.read(file, "the key"), StandardCharsets.UTF_8).strip();
        try {
            return DpopKey.of(text);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("`" + file + "` is not a key made by `interlock token exchange`: " + e.getMessage());
        }
    }
}
