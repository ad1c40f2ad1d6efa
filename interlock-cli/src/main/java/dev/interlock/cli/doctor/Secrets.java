package dev.interlock.cli.doctor;

import dev.interlock.cli.init.SecretValues;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The credentials that a gateway has of its upstreams, to find out who else has them. They are never shown. */
final class Secrets {

    /** The shortest value that is looked for: shorter ones are found by chance. */
    private static final int SHORTEST = 8;

    private static final String BEARER = "Bearer ";

    /** By value, whose it is. */
    private final Map<String, String> owners = new TreeMap<>();

    private Secrets() {}

    static Secrets of(Collection<UpstreamConfig> upstreams, Collection<ApiConfig> apis) {
        var secrets = new Secrets();
        for (UpstreamConfig upstream : upstreams) {
            switch (upstream) {
                case UpstreamConfig.Stdio stdio -> secrets.add(stdio.name(), stdio.environment());
                case UpstreamConfig.Http http -> secrets.add(http.name(), http.headers());
            }
        }
        apis.forEach(api -> secrets.add(api.name(), api.headers()));
        return secrets;
    }

    private void add(String upstream, Map<String, String> values) {
        values.forEach((name, value) -> {
            String secret = value.startsWith(BEARER) ? value.substring(BEARER.length()) : value;
            if (isSecret(name, value) && secret.length() >= SHORTEST) {
                owners.putIfAbsent(secret, "the credential of `" + upstream + "` (its `" + name + "`)");
            }
        });
    }

    static boolean isSecret(String name, String value) {
        return !SecretValues.isPlain(name, value);
    }

    /** Names a credential that a text has; empty where it has none. */
    Optional<String> in(String text) {
        return owners.entrySet().stream()
                .filter(secret -> text.contains(secret.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Names a credential that a text has, with the name of the variable that has it. */
    Optional<String> in(Map<String, String> environment) {
        for (var variable : new TreeMap<>(environment).entrySet()) {
            Optional<String> found = in(variable.getValue());
            if (found.isPresent()) {
                return Optional.of("its variable `" + variable.getKey() + "` has " + found.get());
            }
        }
        return Optional.empty();
    }
}
