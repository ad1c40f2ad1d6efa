package dev.interlock.cli.init;

import dev.interlock.server.shell.ShellWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines by which clients connect to a new gateway, to be pasted. */
public final class ClientLines {

    private ClientLines() {}

    /**
     * Returns the lines for one agent.
     *
     * @param address of the gateway, such as {@code http://127.0.0.1:7420}
     * @param folder of the gateway, absolute
     */
    public static List<String> of(String address, Path folder, String agent, List<FoundServer> servers) {
        String token = folder.resolve(Project.TOKENS).resolve(agent + ".token").toString();
        var lines = new ArrayList<String>();
        for (FoundServer server : servers) {
            String url = address + "/mcp/" + server.name();
            lines.add("claude mcp add --transport http " + server.name() + " " + url
                    + " --header \"Authorization: Bearer $(cat " + ShellWord.quoted(token) + ")\"");
        }
        lines.add("a client that starts its servers itself: the entry `" + agent + "` of "
                + folder.resolve(Project.CLIENTS));
        lines.add("a client that uses MCP over HTTP: " + address
                + "/mcp, with the header `Authorization: Bearer TOKEN`; the token is in " + token);
        return lines;
    }
}
