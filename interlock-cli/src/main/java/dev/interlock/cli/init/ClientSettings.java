package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.terminal.WholeFile;
import dev.interlock.server.json.Json;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the gateway in the place of the servers in the configurations of clients, each as an agent of its own.
 *
 * @param folder of the gateway, absolute
 * @param address of the gateway
 * @param agents by which clients are known, in their order
 */
public record ClientSettings(Path folder, String address, List<BundleDraft.Agent> agents) {

    /**
     * Changes the files. What each held is kept with the gateway's secrets, as it may hold secrets itself.
     *
     * @param servers those behind the gateway; what else a file names stays as it is
     * @return what was done, in lines for the user
     */
    public List<String> replace(List<ClientFile> clients, List<FoundServer> servers) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            ClientFile client = clients.get(i);
            String agent = agents.get(i % agents.size()).name();
            Map<String, String> values = new TreeMap<>();
            List<String> left = new ArrayList<>();
            for (ClientFile.Entry entry : client.servers()) {
                if (servers.contains(entry.server())) {
                    values.put(entry.key(), entry(entry.server().name(), agent));
                } else {
                    left.add(entry.key());
                }
            }
            Path kept = kept(client, i);
            WholeFile.replace(client.path(), client.with(values));
            lines.add("");
            lines.add(client.path() + " now reaches " + String.join(", ", values.keySet())
                    + " through the gateway, as agent " + agent + "; restart that client");
            if (!left.isEmpty()) {
                lines.add("  left as it is, and not behind the gateway: " + String.join(", ", left));
            }
            lines.add("  to undo: cp '" + kept + "' '" + client.path() + "'");
        }
        return lines;
    }

    private Path kept(ClientFile client, int number) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Path kept =
                secrets.resolve("client-" + (number + 1) + "-" + client.path().getFileName());
        SecretFile.write(kept, client.text().getBytes(StandardCharsets.UTF_8));
        return kept;
    }

    private String entry(String server, String agent) {
        return Json.text(connect(List.of(server), agent));
    }

    /** Returns what connects an agent: to one server, or without a name to all of them. */
    private ObjectNode connect(List<String> server, String agent) {
        ObjectNode entry = Json.object().put("type", "stdio").put("command", Launcher.command());
        ArrayNode arguments = entry.putArray("args").add("connect");
        server.forEach(arguments::add);
        arguments.add("--url").add(address).add("--token-file");
        arguments.add(folder.resolve(Project.TOKENS).resolve(agent + ".token").toString());
        return entry;
    }

    /** Returns a configuration in the form of most clients, with a server for each agent, to be taken over or tried out. */
    public String example(List<FoundServer> servers) {
        ObjectNode example = Json.object();
        ObjectNode named = example.putObject("mcpServers");
        List<String> only = servers.size() == 1 ? List.of(servers.getFirst().name()) : List.of();
        agents.forEach(agent -> named.set(agent.name(), connect(only, agent.name())));
        return example.toPrettyString() + "\n";
    }
}
