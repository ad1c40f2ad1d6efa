package dev.interlock.server.identity.trust;

import dev.interlock.server.identity.spiffe.SpiffeId;
import java.net.URI;
import java.nio.file.Path;

/** The place that the bundle of a trust domain comes from. */
public sealed interface BundlePlace {

    /** A file, read again whenever it changes. */
    record File(Path path) implements BundlePlace {}

    /** An endpoint whose certificate the platform trusts ({@code https_web} of SPIFFE Federation). */
    record Web(URI url) implements BundlePlace {}

    /**
     * An endpoint that proves itself with an X.509-SVID ({@code https_spiffe}).
     *
     * @param endpoint its id, of the same trust domain
     * @param first bundle to know it by at the beginning
     */
    record Spiffe(URI url, SpiffeId endpoint, Path first) implements BundlePlace {}

    /** An agent on this machine, at its socket (SPIFFE Workload API). */
    record Agent(Path socket) implements BundlePlace {}
}
