package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The configuration of a client, which names the servers that it uses: that of Claude Desktop, Claude Code ({@code .mcp.json}), Cursor,
 * Windsurf, Gemini CLI, VS Code ({@code mcp.json}), Zed, or in TOML Codex. Comments stay where they are when a server is replaced.
 *
 * @param path where it is
 * @param servers the servers that it names and uses, and that are not behind a gateway
 */
public record ClientFile(Path path, String text, List<Entry> servers) {

    private static final int MAX_BYTES = 1 << 20;
    /** The most of a file in which a client keeps more than its settings, as Claude Code does. */
    private static final int MAX_STATE = 1 << 24;

    /**
     * A server in the file.
     *
     * @param key its name there
     */
    public record Entry(String key, FoundServer server) {}

    public ClientFile {
        servers = List.copyOf(servers);
    }

    /**
     * Reads a file.
     *
     * @param environment the values of variables that the file refers to
     * @throws WrongUsage if it cannot be read, names no server, or a server in a way that only the client understands
     */
    public static ClientFile read(Path path, Map<String, String> environment) throws WrongUsage {
        String text;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new WrongUsage("`" + path + "` is larger than " + MAX_BYTES + " bytes");
            }
            text = Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new WrongUsage(
                    "there is no file `" + path + "`; give the configuration of a client, such as `.mcp.json`");
        } catch (IOException e) {
            throw new WrongUsage("`" + path + "` cannot be read");
        }
        var reader = new ServerEntry(path, environment, /* exact= */ true);
        List<Entry> found = new ArrayList<>();
        try {
            for (Map.Entry<String, JsonNode> entry :
                    language(path, text).entries().entrySet()) {
                if (!ServerEntry.isInterlock(entry.getValue()) && !ServerEntry.isOff(entry.getValue())) {
                    found.add(new Entry(entry.getKey(), reader.read(entry.getKey(), entry.getValue())));
                }
            }
        } catch (IOException e) {
            throw new WrongUsage("`" + path + "` " + e.getMessage());
        }
        if (found.isEmpty()) {
            throw new WrongUsage("`" + path
                    + "` has no server under `mcpServers`, `servers`, `context_servers` or `mcp_servers` "
                    + "that is enabled and not yet behind a gateway");
        }
        return new ClientFile(path, text, found);
    }

    /**
     * Reads the entries of all servers that a file names, gateways and those of single projects too.
     *
     * @throws IOException if it cannot be read; the message says why
     */
    public static Map<String, JsonNode> entries(Path path) throws IOException {
        if (Files.size(path) > MAX_STATE) {
            throw new IOException("is larger than " + MAX_STATE + " bytes");
        }
        String text = Files.readString(path);
        return path.toString().endsWith(".toml")
                ? new TomlServers(text).entries()
                : new JsonServers(text).entriesOfProjectsToo();
    }

    private static ServersText language(Path path, String text) {
        return path.toString().endsWith(".toml") ? new TomlServers(text) : new JsonServers(text);
    }

    /**
     * Returns the text with other servers under some of its keys.
     *
     * @throws WrongUsage if the text is written in a way that cannot be changed safely
     */
    public String with(SortedMap<String, ObjectNode> values) throws WrongUsage {
        try {
            return language(path, text).with(values);
        } catch (IOException e) {
            throw new WrongUsage("`" + path + "` " + e.getMessage());
        }
    }

    /** Leaves out the text, which may hold secrets. */
    @Override
    public String toString() {
        return "ClientFile[" + path + "]";
    }
}
