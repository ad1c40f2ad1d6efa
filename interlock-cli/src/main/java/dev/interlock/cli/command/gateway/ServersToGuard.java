package dev.interlock.cli.command.gateway;

import dev.interlock.cli.init.ClientFile;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that say which servers are to be behind a new gateway. */
final class ServersToGuard {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the server (default: derived from its command).")
    private @Nullable String name;

    @Option(
            names = "--url",
            paramLabel = "[NAME=]URL",
            description = "Address of a server that speaks streamable HTTP; repeatable.")
    private List<String> urls = List.of();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Use the servers in this client's configuration (Claude Desktop, .mcp.json, Codex, "
                    + "Cursor, Windsurf, Gemini CLI, VS Code, Zed), and make the client reach them through "
                    + "the gateway; repeatable, with an agent for each.")
    private List<Path> files = List.of();

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "An environment variable that the server needs, such as its key; its value is kept "
                    + "with the gateway's secrets; repeatable.")
    private List<String> passed = List.of();

    @Option(
            names = "--token-env",
            paramLabel = "[NAME=]VARIABLE",
            description =
                    "The environment variable that holds the token for the server at --url, sent as `Authorization: "
                            + "Bearer`; it is kept with the gateway's secrets; repeatable.")
    private List<String> tokens = List.of();

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The server's command and arguments; write `--` before it.")
    private List<String> command = List.of();

    List<ClientFile> clients() throws WrongUsage {
        List<ClientFile> clients = new ArrayList<>();
        for (Path file : files) {
            clients.add(ClientFile.read(file, Surroundings.of(spec).environment()));
        }
        return clients;
    }

    /** Returns the servers, at least one; those that two clients name alike, once. */
    List<FoundServer> servers(List<ClientFile> clients) throws WrongUsage {
        List<FoundServer> servers = new ArrayList<>();
        if (!command.isEmpty()) {
            servers.add(FoundServer.process(
                    name == null ? FoundServer.nameOf(command) : FoundServer.plain(name), command, variables()));
        }
        for (String written : urls) {
            int equals = written.indexOf('=');
            boolean named = equals > 0 && written.substring(0, equals).matches("[A-Za-z][A-Za-z0-9-]*");
            URI url = url(named ? written.substring(equals + 1) : written);
            String plain = named ? written.substring(0, equals) : name == null ? FoundServer.nameOf(url) : name;
            servers.add(FoundServer.remote(FoundServer.plain(plain), url, Map.of()));
        }
        for (String token : tokens) {
            give(token, servers);
        }
        for (ClientFile client : clients) {
            client.servers().stream()
                    .map(ClientFile.Entry::server)
                    .filter(server -> !servers.contains(server))
                    .forEach(servers::add);
        }
        if (servers.isEmpty()) {
            throw new WrongUsage(
                    "which server? write its command after `--`, as in `interlock init -- npx -y some-server`, "
                            + "or give its address with --url, or a client's configuration with --from");
        }
        if (servers.stream().map(FoundServer::name).distinct().count() < servers.size()) {
            throw new WrongUsage(
                    "two different servers would have the same name; name them, as in `--url mail=https://...`, "
                            + "or rename one in the client's file");
        }
        return servers;
    }

    /** Gives a server the token that a variable has. */
    private void give(String token, List<FoundServer> servers) throws WrongUsage {
        int equals = token.indexOf('=');
        String server = equals < 0 ? "" : FoundServer.plain(token.substring(0, equals));
        List<FoundServer> meant = servers.stream()
                .filter(found -> found.url().isPresent())
                .filter(found -> equals < 0 || found.name().equals(server))
                .toList();
        if (meant.size() != 1) {
            throw new WrongUsage("`--token-env " + Screen.printable(token)
                    + "` does not match exactly one server of --url; write --token-env NAME=VARIABLE, with the"
                    + " server's name");
        }
        servers.set(
                servers.indexOf(meant.getFirst()),
                meant.getFirst().withToken(variable(token.substring(equals + 1), "--token-env")));
    }

    private String variable(String name, String option) throws WrongUsage {
        String value = Surroundings.of(spec).environment().get(name);
        if (value == null) {
            throw new WrongUsage("the environment variable `" + name + "` is not set; set it, or leave out " + option);
        }
        return value;
    }

    private Map<String, String> variables() throws WrongUsage {
        Map<String, String> variables = new TreeMap<>();
        for (String variable : passed) {
            variables.put(variable, variable(variable, "--env"));
        }
        return variables;
    }

    private static URI url(String text) throws WrongUsage {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new WrongUsage("`" + Screen.printable(text)
                + "` is not the address of a server; write one such as https://mcp.example.com/mcp");
    }
}
