package dev.interlock.server.config;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.identity.registry.TokenHash;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file with its secrets blacked out, for diagnostics quote the line they are about. Black are: tokens that
 * somebody pasted instead of their hashes, whatever stands under {@code token} and is no hash, the values of
 * environment variables and headers, arguments of programs, and addresses with credentials. Lengths stay, so that places stay.
 */
final class Redaction {

    /** Keys whose values may be secrets, at any depth below them. */
    private static final Set<String> SECRET = Set.of("token", "env", "headers", "authorization", "secret", "password");
    /** A file that is no YAML has no keys: there, whatever looks like random text goes, but for hashes. */
    private static final Pattern RANDOM =
            Pattern.compile("(?<!" + TokenHash.PREFIX + ")(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{24,}");

    /** An address with a user before its host. */
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s]*@");

    private static final Pattern MEMBER = Pattern.compile("([A-Za-z0-9_.-]+)[\"']?:[ \\t]+([^\\s{\\[#][^,}\\]\\n]*)");
    /** The keys whose values are shown in a file that is no YAML. */
    private static final Set<String> HARMLESS = Set.of(
            "domain",
            "listen",
            "data",
            "bundle",
            "openapi",
            "era",
            "timeout",
            "cwd",
            "owner",
            "model",
            "root",
            "proposes",
            "intent",
            "origin",
            "groups",
            "request",
            "depth",
            "answer",
            "call",
            "sessions",
            "origins",
            "hosts");

    private final StringBuilder text;
    private final SourceFile source;

    private Redaction(SourceFile source) {
        this.source = source;
        this.text = new StringBuilder(source.text());
    }

    static Redaction of(SourceFile source, @Nullable Node root) {
        var redaction = new Redaction(source);
        redaction.blacken(RANDOM.matcher(source.text()));
        if (root != null) {
            redaction.walk(root, false);
        } else {
            redaction.members(MEMBER.matcher(source.text()));
        }
        return redaction;
    }

    /** The file as it may be shown. */
    SourceFile shown() {
        return new SourceFile(source.path(), text.toString());
    }

    List<Diagnostic> apply(List<Diagnostic> diagnostics) {
        SourceFile shown = shown();
        return diagnostics.stream().map(d -> moved(d, shown)).toList();
    }

    private static Diagnostic moved(Diagnostic d, SourceFile shown) {
        List<Label> labels = d.labels().stream()
                .map(l -> new Label(moved(l.place(), shown), l.text()))
                .toList();
        return new Diagnostic(d.severity(), d.check(), moved(d.place(), shown), d.message(), d.remedy(), labels);
    }

    static Place moved(Place place, SourceFile shown) {
        return new Place(shown, place.line(), place.column(), place.length());
    }

    private void walk(Node node, boolean secret) {
        switch (node) {
            case Node.Mapping mapping -> {
                boolean elsewhere = mapping.get("from-env").isPresent()
                        || mapping.get("from-file").isPresent();
                for (Node.Entry entry : mapping.entries()) {
                    boolean named = SECRET.contains(entry.key().value()) || hasCredentials(entry);
                    walk(entry.value(), (secret || named) && !elsewhere);
                    arguments(entry);
                }
            }
            case Node.Sequence sequence -> sequence.items().forEach(item -> walk(item, secret));
            case Node.Scalar scalar -> {
                if (secret && !TokenHash.isWritten(scalar.value()) || hasCredentials(scalar)) {
                    blacken(scalar);
                }
            }
        }
    }

    private static boolean hasCredentials(Node.Entry entry) {
        return entry.key().value().equals("url")
                && entry.value() instanceof Node.Scalar url
                && url.value().contains("@");
    }

    /** Returns whether the text holds an address with a user, under whatever key, such as {@code webhook}, and in a list as well. */
    private static boolean hasCredentials(Node.Scalar scalar) {
        return CREDENTIALS.matcher(scalar.value()).find();
    }

    /** Blackens the arguments of a program: one of them may be a password. */
    private void arguments(Node.Entry entry) {
        if (entry.key().value().equals("command") && entry.value() instanceof Node.Sequence command) {
            command.items().stream().skip(1).forEach(item -> walk(item, true));
        }
    }

    private void blacken(Node.Scalar scalar) {
        int from = 0;
        for (int line = 1; line < scalar.place().line(); line++) {
            int end = text.indexOf("\n", from);
            if (end < 0) {
                return;
            }
            from = end + 1;
        }
        int start = text.offsetByCodePoints(from, scalar.place().column() - 1);
        blacken(start, Math.min(text.length(), start + scalar.raw().length()));
    }

    private void members(Matcher member) {
        while (member.find()) {
            if (!HARMLESS.contains(member.group(1))
                    && !TokenHash.isWritten(member.group(2).strip())) {
                blacken(member.start(2), member.end(2));
            }
        }
    }

    private void blacken(Matcher matcher) {
        while (matcher.find()) {
            blacken(matcher.start(), matcher.end());
        }
    }

    private void blacken(int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Character.isWhitespace(text.charAt(i)) && !Character.isSurrogate(text.charAt(i))) {
                text.setCharAt(i, '*');
            }
        }
    }
}
