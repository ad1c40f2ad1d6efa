package dev.interlock.server.credential;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.setting.GivenValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what can be issued for tasks: `credentials`. */
public final class CredentialReader {

    private static final Duration USUAL_LIFE = Duration.ofMinutes(15);
    private static final long LONGEST_LIFE = Duration.ofHours(24).toMillis();
    private static final int USUAL_CONNECTIONS = 5;
    private static final int SCOPE = 4;

    private static final Map<String, RoleGrant.Privilege> PRIVILEGES =
            Stream.of(RoleGrant.Privilege.values()).collect(toMap(RoleGrant.Privilege::text, each -> each));

    private final Diagnostics diagnostics;
    private final Values values;
    private final GivenValues given;
    private final Path folder;
    private final String domain;

    /** @param domain whose roles are told from those of other domains at the same server */
    public CredentialReader(Diagnostics diagnostics, Values values, GivenValues given, Path folder, String domain) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.given = given;
        this.folder = folder;
        this.domain = domain;
    }

    public SortedMap<String, CredentialConfig> read(Node.Mapping credentials) {
        var found = new TreeMap<String, CredentialConfig>();
        for (Node.Entry entry : credentials.entries()) {
            if (values.isName(entry.key(), "a credential")) {
                values.mapping(entry.value(), "a credential", "write `{kind: postgres, url: ...}`")
                        .flatMap(mapping -> credential(entry.key().value(), mapping))
                        .ifPresent(credential -> found.put(credential.name(), credential));
            }
        }
        return found;
    }

    private enum Kind {
        POSTGRES,
        CERTIFICATE,
        JWT,
        STATIC
    }

    private Optional<CredentialConfig> credential(String name, Node.Mapping mapping) {
        var fields = new Fields(mapping, "a credential", diagnostics);
        Optional<Kind> kind = fields.require("kind", "write `kind: postgres`, `jwt`, `certificate` or `static`")
                .flatMap(node -> values.choice(
                        node,
                        "`kind`",
                        Map.of(
                                "postgres",
                                Kind.POSTGRES,
                                "certificate",
                                Kind.CERTIFICATE,
                                "jwt",
                                Kind.JWT,
                                "static",
                                Kind.STATIC)));
        Duration lifetime = lifetime(fields);
        Optional<CredentialConfig> made = kind.flatMap(of -> switch (of) {
            case POSTGRES -> postgres(name, lifetime, fields);
            case CERTIFICATE -> Optional.of(new CredentialConfig.Certificate(name, lifetime));
            case JWT -> jwt(name, lifetime, fields);
            case STATIC ->
                fields.require("file", "name the file that contains the secret: `file: secrets/shop.key`")
                        .flatMap(node -> values.text(node, "`file`"))
                        .map(file -> new CredentialConfig.Static(
                                name, lifetime, folder.resolve(file.value()).normalize()));
        });
        if (kind.isPresent()) {
            fields.finish();
        }
        return made;
    }

    private Optional<CredentialConfig> jwt(String name, Duration lifetime, Fields fields) {
        Optional<String> audience = fields.require(
                        "audience", "name the API that accepts the tokens: `audience: https://orders.internal`")
                .flatMap(node -> values.text(node, "`audience`"))
                .map(Node.Scalar::value);
        var claims = new TreeMap<String, String>();
        fields.take("claims")
                .flatMap(node -> values.mapping(node, "`claims`", "write `claims: {scope: orders.read}`"))
                .ifPresent(mapping -> mapping.entries().forEach(entry -> claim(entry, claims)));
        return audience.map(of -> new CredentialConfig.Jwt(name, lifetime, of, claims));
    }

    private void claim(Node.Entry entry, Map<String, String> claims) {
        if (AccessTokens.OWN.contains(entry.key().value())) {
            diagnostics.error(
                    Check.BAD_NAME,
                    entry.key().place(),
                    Diagnostics.quote(entry.key().value()) + " is a claim that Interlock sets itself",
                    "remove it");
            return;
        }
        values.text(entry.value(), "a claim")
                .ifPresent(value -> claims.put(entry.key().value(), value.value()));
    }

    private Duration lifetime(Fields fields) {
        Optional<Node> node = fields.take("lifetime");
        OptionalLong millis = node.map(n -> values.duration(n, "`lifetime`")).orElse(OptionalLong.empty());
        if (millis.isPresent() && millis.getAsLong() > LONGEST_LIFE) {
            diagnostics.error(
                    Check.BAD_DURATION,
                    node.get().place(),
                    "a credential that lives longer than a day is a standing secret",
                    "write at most `24h`; a task that takes longer gets another credential");
        }
        return millis.isPresent() ? Duration.ofMillis(millis.getAsLong()) : USUAL_LIFE;
    }

    private Optional<CredentialConfig> postgres(String name, Duration lifetime, Fields fields) {
        Optional<PostgresSettings.Address> address = fields.require(
                        "url", "write the server's address: `url: postgresql://db.internal:5432/orders`")
                .flatMap(node -> values.text(node, "`url`"))
                .flatMap(this::address);
        Optional<String> user = fields.require("user", "name the user that creates the roles: `user: interlock`")
                .flatMap(node -> values.text(node, "`user`"))
                .map(Node.Scalar::value);
        Optional<String> password = fields.require("password", "write `password: {from-env: NAME}`")
                .flatMap(node -> given.secret(node, "password", fields.keyPlace("password")));
        int connections = (int) fields.take("connections")
                .map(node -> values.integer(node, "`connections`", 1, 1_000))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .orElse((long) USUAL_CONNECTIONS)
                .longValue();
        List<RoleGrant> grants = fields.require(
                        "grants", "write the privileges of a role: `- {may: select, table: sales.orders}`")
                .flatMap(node -> values.list(node, "`grants`", "write `- {may: select, table: sales.orders}`"))
                .map(list -> list.items().stream()
                        .map(this::grant)
                        .flatMap(Optional::stream)
                        .toList())
                .orElse(List.of());
        Optional<SqlName> heir = fields.take("heir").flatMap(node -> name(node, "`heir`"));
        return address.isEmpty() || user.isEmpty() || password.isEmpty()
                ? Optional.empty()
                : Optional.of(new CredentialConfig.Postgres(
                        name,
                        lifetime,
                        new PostgresSettings(
                                scope(name),
                                address.get().host(),
                                address.get().port(),
                                address.get().database(),
                                user.get(),
                                password.get(),
                                connections,
                                grants,
                                heir)));
    }

    /** The same for ever, and another one for another domain or name. */
    private String scope(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((domain + "\n" + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, SCOPE);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private Optional<PostgresSettings.Address> address(Node.Scalar url) {
        Optional<PostgresSettings.Address> address = PostgresSettings.Address.parse(url.value());
        if (address.isEmpty()) {
            // not quoted: whoever wrote a password there wrote it there
            diagnostics.error(
                    Check.ADDRESS,
                    url.place(),
                    "this is not the address of a database",
                    "write `postgresql://HOST:PORT/DATABASE`, and put the name and the password under `user` and"
                            + " `password`");
        }
        return address;
    }

    private Optional<RoleGrant> grant(Node node) {
        Optional<Node.Mapping> mapping = values.mapping(
                node, "a grant", "write `{may: select, table: sales.orders}` or `{member-of: reporting}`");
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        var fields = new Fields(mapping.get(), "a grant", diagnostics);
        if (fields.has("member-of")) {
            Optional<RoleGrant> member = fields.take("member-of")
                    .flatMap(of -> name(of, "`member-of`"))
                    .map(RoleGrant.MemberOf::new);
            fields.finish();
            return member;
        }
        Set<RoleGrant.Privilege> may = EnumSet.noneOf(RoleGrant.Privilege.class);
        Optional<Node> privileges = fields.require("may", "write `may: select`, or several privileges in brackets");
        privileges.ifPresent(written -> values.texts(written, "a privilege")
                .forEach(each -> values.choice(each, "a privilege", PRIVILEGES).ifPresent(may::add)));
        List<RoleGrant.Kind> kinds = Stream.of(RoleGrant.Kind.values())
                .filter(kind -> fields.has(kind.text()))
                .toList();
        if (kinds.size() != 1) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    fields.place(),
                    kinds.isEmpty() ? "the grant names no object" : "the grant names objects of several kinds",
                    "write one of `"
                            + Stream.of(RoleGrant.Kind.values())
                                    .map(RoleGrant.Kind::text)
                                    .collect(joining("`, `"))
                            + "`");
            return Optional.empty();
        }
        RoleGrant.Kind kind = kinds.getFirst();
        Optional<List<SqlName>> names = fields.take(kind.text()).flatMap(thing -> names(thing, kind));
        fields.finish();
        if (may.isEmpty() || names.isEmpty()) {
            return Optional.empty();
        }
        if (!kind.privileges().containsAll(may)) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    privileges.orElseThrow().place(),
                    "this privilege does not exist for `" + kind.text() + "`",
                    "write "
                            + kind.privileges().stream()
                                    .sorted()
                                    .map(each -> "`" + each.text() + "`")
                                    .collect(joining(", ")));
            return Optional.empty();
        }
        return Optional.of(
                new RoleGrant.On(may, kind, names.get().getFirst(), names.get().getLast()));
    }

    /** The name of a schema, or that of a schema and of what is in it. */
    private Optional<List<SqlName>> names(Node node, RoleGrant.Kind kind) {
        String what = "`" + kind.text() + "`";
        if (!kind.inSchema()) {
            return name(node, what).map(List::of);
        }
        var parts = new ArrayList<String>();
        if (node instanceof Node.Sequence list) {
            values.texts(list, what).forEach(part -> parts.add(part.value()));
        } else {
            values.text(node, what)
                    .ifPresent(text -> parts.addAll(List.of(text.value().split("\\.", -1))));
        }
        if (parts.size() != 2) {
            diagnostics.error(
                    Check.BAD_NAME,
                    node.place(),
                    what + " must name a schema and an object in it",
                    "write `sales.orders`, or `[sales, orders]` if a name contains a dot");
            return Optional.empty();
        }
        Optional<SqlName> schema = name(parts.getFirst(), node);
        Optional<SqlName> name = name(parts.getLast(), node);
        return schema.isPresent() && name.isPresent()
                ? Optional.of(List.of(schema.get(), name.get()))
                : Optional.empty();
    }

    private Optional<SqlName> name(Node node, String what) {
        return values.text(node, what).flatMap(text -> name(text.value(), node));
    }

    private Optional<SqlName> name(String text, Node node) {
        Optional<String> wrong = SqlName.wrong(text);
        wrong.ifPresent(why ->
                diagnostics.error(Check.BAD_NAME, node.place(), why, "write it as the database does; case matters"));
        return wrong.isPresent() ? Optional.empty() : Optional.of(new SqlName(text));
    }
}
