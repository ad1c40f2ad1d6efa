package dev.interlock.server.credential;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.setting.HeaderName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Reads which credential a server or an API is called with, and whether it has a form for that. */
public final class CredentialUseReader {

    private static final String AUTHORIZATION = "Authorization";

    private final Diagnostics diagnostics;
    private final Values values;
    private final SortedSet<String> written;
    private final Map<String, CredentialConfig> credentials;

    /**
     * @param written names that stand under `credentials`, right or wrong
     * @param credentials what was read without mistakes
     */
    public CredentialUseReader(
            Diagnostics diagnostics,
            Values values,
            SortedSet<String> written,
            Map<String, CredentialConfig> credentials) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.written = written;
        this.credentials = credentials;
    }

    private record Written(Node.Scalar name, Optional<Node.Scalar> header) {}

    /** @param headers that are configured */
    public Optional<CredentialUse> inHeader(Node node, Map<String, String> headers) {
        Optional<Written> use = use(node);
        Optional<CredentialConfig> config = use.flatMap(this::config);
        if (use.isEmpty() || config.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> header = use.get().header().map(Node.Scalar::value);
        Node.Scalar name = use.get().name();
        String quoted = Diagnostics.quote(name.value());
        if (!config.get().inHeader()) {
            return wrong(
                    name,
                    quoted + " cannot be sent in a header",
                    "give a certificate to a process, in its environment");
        }
        if (header.isPresent() && !config.get().bare()) {
            return wrong(
                    use.get().header().orElseThrow(),
                    quoted + " can only be sent in `" + AUTHORIZATION + "`",
                    "write `credential: " + name.value() + "`");
        }
        String used = header.orElse(AUTHORIZATION).toLowerCase(Locale.ROOT);
        if (headers.keySet().stream()
                .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(used))) {
            return wrong(name, "the header of " + quoted + " is also set under `headers`", "remove one of them");
        }
        return Optional.of(new CredentialUse(name.value(), header));
    }

    /**
     * @param variables that are configured
     * @param perTask whether each task has a process of its own
     */
    public Optional<CredentialUse> inEnvironment(Node node, Set<String> variables, boolean perTask) {
        Optional<Written> use = use(node);
        Optional<CredentialConfig> config = use.flatMap(this::config);
        if (use.isEmpty() || config.isEmpty()) {
            return Optional.empty();
        }
        Node.Scalar name = use.get().name();
        String quoted = Diagnostics.quote(name.value());
        if (use.get().header().isPresent()) {
            return wrong(
                    use.get().header().get(), "a process has no headers", "write `credential: " + name.value() + "`");
        }
        if (!config.get().inEnvironment()) {
            return wrong(
                    name,
                    quoted + " is a standing secret and must not leave the gateway",
                    "use a credential that ends with the task, or give the process its secret under `env`");
        }
        if (!perTask) {
            return wrong(
                    name,
                    "a process for all tasks cannot have " + quoted + ", which is issued for one task",
                    "write `per-task: true`");
        }
        Optional<String> twice = variables.stream()
                .filter(variable -> config.get().variables().contains(variable))
                .findFirst();
        return twice.isPresent()
                ? wrong(name, "`" + twice.get() + "` is also set under `env`", "remove it: " + quoted + " sets it")
                : Optional.of(new CredentialUse(name.value(), Optional.empty()));
    }

    private Optional<Written> use(Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            return values.text(node, "`credential`").map(name -> new Written(name, Optional.empty()));
        }
        var fields = new Fields(mapping, "the reference to a credential", diagnostics);
        Optional<Node.Scalar> name =
                fields.require("use", "write `{use: NAME, header: X-Api-Key}`").flatMap(n -> values.text(n, "`use`"));
        Optional<Node.Scalar> header = fields.take("header").flatMap(n -> values.text(n, "`header`"));
        fields.finish();
        if (header.isPresent() && !HeaderName.isValid(header.get().value())) {
            diagnostics.error(
                    Check.BAD_NAME,
                    header.get().place(),
                    Diagnostics.quote(header.get().value()) + " is not the name of a header",
                    "write it without colons and spaces");
            return Optional.empty();
        }
        return name.map(n -> new Written(n, header));
    }

    private Optional<CredentialConfig> config(Written use) {
        String name = use.name().value();
        if (!written.contains(name)) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    use.name().place(),
                    "there is no credential " + Diagnostics.quote(name),
                    written.isEmpty()
                            ? "configure it under `credentials`"
                            : "use one of `" + String.join("`, `", written) + "`");
        }
        return Optional.ofNullable(credentials.get(name));
    }

    private Optional<CredentialUse> wrong(Node.Scalar at, String message, String remedy) {
        diagnostics.error(Check.BAD_VALUE, at.place(), message, remedy);
        return Optional.empty();
    }
}
