package dev.interlock.cli.command.gateway;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.TokenHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A second person, who answers what a wrapped server's calls are held for. Interlock knows only the hash of their token: the token stays with
 * them, out of reach of the agent, which works in the account of the first person.
 */
record Approver(String name, TokenHash token) {

    /** The group of approvers of the shipped and drafted bundles; a person is in it even if no rule names a group. */
    private static final String GROUP = "approvers";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /** Reads the people of a command line: the hashes of their tokens by name. */
    static List<Approver> of(Map<String, String> written) throws WrongUsage {
        var approvers = new TreeMap<String, Approver>();
        for (Map.Entry<String, String> entry : written.entrySet()) {
            String name = entry.getKey();
            if (!NAME.matcher(name).matches() || !TokenHash.isWritten(entry.getValue())) {
                throw new WrongUsage("--approver takes a lower-case name and the hash of a token, as in "
                        + "`omar=sha256:...`; the approver makes both with `interlock token`");
            }
            if (name.equals(System.getProperty("user.name"))) {
                throw new WrongUsage("`" + name + "` starts the agent, so an approver must be another person");
            }
            approvers.put(
                    name, new Approver(name, new TokenHash(entry.getValue().substring(TokenHash.PREFIX.length()))));
        }
        return List.copyOf(approvers.values());
    }

    /** Returns the person as the server knows them: independent of the agent, and in each group whose approval the rules ask for. */
    Registry.Entry entry(Bundle bundle, String agent) throws WrongUsage {
        if (name.equals(agent)) {
            throw new WrongUsage("`" + name + "` is the name of the agent; give one of them another name");
        }
        SortedSet<String> groups = new TreeSet<>(List.of(GROUP));
        for (Rule rule : bundle.rules()) {
            if (rule instanceof Rule.Require require) {
                require.approval().flatMap(Approval::by).ifPresent(groups::add);
            }
        }
        return new Registry.Entry(
                new Caller(
                        name,
                        token.runtime(),
                        true,
                        false,
                        new TreeMap<>(Map.of("owner", AttributeValue.known(name))),
                        groups,
                        Optional.empty()),
                List.of(token));
    }
}
