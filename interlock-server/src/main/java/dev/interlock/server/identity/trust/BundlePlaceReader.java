package dev.interlock.server.identity.trust;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.setting.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where the bundle of a trust domain comes from: a file, an endpoint, or an agent. */
final class BundlePlaceReader {

    private static final Pattern SOCKET = Pattern.compile("unix:(//)?/[^/\\x00?#][^\\x00?#]*");

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;

    BundlePlaceReader(Diagnostics diagnostics, Values values, Path folder) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
    }

    /** @param domain empty where its name is a mistake */
    Optional<BundlePlace> place(Node node, Optional<TrustDomain> domain) {
        if (!(node instanceof Node.Mapping mapping)) {
            return values.text(node, "`bundle`").map(text -> new BundlePlace.File(file(text)));
        }
        var fields = new Fields(mapping, "a bundle", diagnostics);
        Optional<Node> agent = fields.take("workload-api");
        if (agent.isPresent()) {
            fields.finish();
            return agent(agent.get());
        }
        Optional<URI> url = fields.require("url", "write the address of the bundle endpoint")
                .flatMap(this::endpoint);
        Optional<Node> id = fields.take("spiffe-id");
        Optional<Path> first = id.isEmpty()
                ? Optional.empty()
                : fields.require("first", "name the file with the bundle that initially identifies the endpoint")
                        .flatMap(given -> values.text(given, "`first`"))
                        .map(this::file);
        fields.finish();
        if (id.isEmpty()) {
            return url.map(BundlePlace.Web::new);
        }
        Optional<SpiffeId> server = values.text(id.get(), "`spiffe-id`").flatMap(text -> SpiffeId.parse(text.value()));
        if (server.isEmpty() || domain.isPresent() && !server.get().domain().equals(domain.get())) {
            diagnostics.error(
                    Check.IDENTITY,
                    id.get().place(),
                    "the endpoint's id is not a SPIFFE ID of this trust domain",
                    "write the SPIFFE ID with which the endpoint proves its identity, such as"
                            + " `spiffe://example.org/bundle-endpoint`");
            return Optional.empty();
        }
        return url.isPresent() && first.isPresent()
                ? Optional.of(new BundlePlace.Spiffe(url.get(), server.get(), first.get()))
                : Optional.empty();
    }

    /** Reads the socket of an agent as SPIFFE names sockets: by an address with an absolute path. */
    private Optional<BundlePlace> agent(Node node) {
        Optional<Node.Scalar> text = values.text(node, "`workload-api`");
        Optional<BundlePlace> place = text.map(Node.Scalar::value)
                .filter(SOCKET.asMatchPredicate())
                .map(address -> {
                    String path = address.substring("unix:".length()).replaceFirst("^//", "");
                    return new BundlePlace.Agent(Path.of(path).normalize());
                });
        if (text.isPresent() && place.isEmpty()) {
            diagnostics.error(
                    Check.TRUST,
                    node.place(),
                    "this is not the socket of an agent",
                    "write `unix:` and its absolute path, such as `unix:/run/spire/agent.sock`");
        }
        return place;
    }

    private Path file(Node.Scalar text) {
        return folder.resolve(text.value()).normalize();
    }

    private Optional<URI> endpoint(Node node) {
        return new Addresses(diagnostics, values).url(node, "`url`").filter(url -> {
            Optional<String> objection = Fetch.objection(url);
            objection.ifPresent(why -> diagnostics.error(
                    Check.TRUST,
                    node.place(),
                    "a bundle cannot come from this address: " + why,
                    "write an `https` address, because the bundle decides who is trusted"));
            return objection.isEmpty();
        });
    }
}
