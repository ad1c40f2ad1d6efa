package dev.interlock.server.config;

import java.nio.file.Path;

/** Where the bundle of a trust domain comes from. */
public sealed interface BundlePlace {

    /** A file, read again whenever it changes. */
    record File(Path path) implements BundlePlace {}
}
