package dev.interlock.server.notify.signal;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.registry.HashReader;
import dev.interlock.server.identity.registry.TokenHash;
import dev.interlock.server.setting.Addresses;
import dev.interlock.server.setting.GivenValues;
import dev.interlock.server.setting.SentFields;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the key {@code signals} of a configuration. */
public final class SignalsReader {

    private static final String STREAM = "write `{push: https://..., audience: ...}`, `poll` or `webhook`";

    private final Diagnostics diagnostics;
    private final Values values;
    private final SentFields sent;

    public SignalsReader(Diagnostics diagnostics, Values values, GivenValues given) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.sent = new SentFields(diagnostics, values, given);
    }

    public SignalsConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`signals`", diagnostics);
        Optional<URI> issuer = fields.require(
                        "issuer", "write this server's own address, such as `https://gateway.example.com`")
                .flatMap(node -> new Addresses(diagnostics, values).base(node, "`issuer`"));
        var streams = new TreeMap<String, SignalsConfig.Stream>();
        fields.require("streams", "write `streams: {siem: {push: https://..., audience: ...}}`")
                .flatMap(node -> values.mapping(node, "`streams`", "write `streams: {siem: {...}}`"))
                .ifPresent(all -> all.entries().forEach(entry -> {
                    if (values.isName(entry.key(), "a stream")) {
                        stream(entry.value())
                                .ifPresent(stream -> streams.put(entry.key().value(), stream));
                    }
                }));
        fields.finish();
        return new SignalsConfig(issuer, streams);
    }

    private Optional<SignalsConfig.Stream> stream(Node node) {
        Optional<Node.Mapping> mapping = values.mapping(node, "a stream", STREAM);
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        var fields = new Fields(mapping.get(), "a stream", diagnostics);
        long kinds =
                List.of("push", "poll", "webhook").stream().filter(fields::has).count();
        if (kinds != 1) {
            diagnostics.error(
                    Check.WRONG_SHAPE,
                    fields.place(),
                    "a stream must have exactly one of `push`, `poll` and `webhook`",
                    STREAM);
            return Optional.empty();
        }
        Optional<SignalsConfig.Stream> stream =
                fields.has("push") ? push(fields) : fields.has("poll") ? poll(fields) : webhook(fields);
        fields.finish();
        return stream;
    }

    private Optional<SignalsConfig.Stream> push(Fields fields) {
        boolean internal = sent.internal(fields);
        Optional<URI> to = sent.target(fields, "push", internal);
        Optional<String> audience = audience(fields);
        Optional<String> authorization =
                fields.take("authorization").flatMap(node -> sent.secret(node, "authorization"));
        return to.flatMap(uri -> audience.map(text -> new SignalsConfig.Push(uri, text, authorization, internal)));
    }

    private Optional<SignalsConfig.Stream> poll(Fields fields) {
        Optional<TokenHash> token = fields.take("poll")
                .flatMap(node -> new HashReader(diagnostics, values).read(node, "`poll`", "the receiver"));
        return audience(fields).flatMap(text -> token.map(hash -> new SignalsConfig.Poll(text, hash)));
    }

    private Optional<SignalsConfig.Stream> webhook(Fields fields) {
        boolean internal = sent.internal(fields);
        Optional<URI> to = sent.target(fields, "webhook", internal);
        Optional<String> secret = sent.signing(fields);
        return to.flatMap(uri -> secret.map(text -> new SignalsConfig.Webhook(uri, text, internal)));
    }

    private Optional<String> audience(Fields fields) {
        return fields.require("audience", "name the receiver, for example `audience: https://siem.example.com`")
                .flatMap(node -> values.text(node, "`audience`"))
                .map(Node.Scalar::value);
    }
}
