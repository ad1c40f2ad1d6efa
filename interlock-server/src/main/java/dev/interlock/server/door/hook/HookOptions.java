package dev.interlock.server.door.hook;

import dev.interlock.server.http.server.Refusal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The options of an installed hook, which stand in the query of its address.
 *
 * @param project in which the agent works, in small letters: the object that the rules keep duties apart on
 * @param intent of the tasks that its sessions are; empty where the registry says it
 * @param through MCP servers that the program reaches through the gateway, which decides on their tools itself
 */
record HookOptions(String project, Optional<String> intent, Set<String> through) {

    private static final int LONGEST = 1_000;

    static HookOptions of(String query) throws Refusal {
        if (query.length() > LONGEST) {
            throw Refusal.invalid("the query is too long");
        }
        Map<String, String> given = new HashMap<>();
        for (String each : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            if (!Set.of("project", "intent", "through").contains(name)
                    || given.put(name, each.substring(equals + 1)) != null) {
                throw Refusal.invalid("the query may only have `project`, `intent` and `through`, each at most once");
            }
        }
        for (String value : given.values()) {
            if (!value.matches("[A-Za-z0-9._,-]{1,200}")) {
                throw Refusal.invalid("a value in the query has characters other than letters, digits and `._,-`");
            }
        }
        String project = given.get("project");
        if (project == null) {
            throw Refusal.invalid("the query names no `project`: install the hook again");
        }
        String through = given.getOrDefault("through", "");
        return new HookOptions(
                project.toLowerCase(Locale.ROOT),
                Optional.ofNullable(given.get("intent")),
                Arrays.stream(through.split(","))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
