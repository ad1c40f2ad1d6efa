package dev.interlock.server.broker;

import dev.interlock.server.config.CredentialConfig;
import dev.interlock.server.credential.ClientCertificates;
import dev.interlock.server.credential.CredentialEngine;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.credential.PostgresRoles;
import dev.interlock.server.credential.StaticSecret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The engines that a configuration names. */
public final class Engines {

    private Engines() {}

    /**
     * Opens them. None connects to anything before it has to.
     *
     * @param data folder in which those that keep something do so
     * @throws EngineException when what one of them has kept cannot be used
     */
    public static List<Offer> open(
            Collection<CredentialConfig> configs, Path data, InstantSource clock, SecureRandom random)
            throws EngineException {
        List<Offer> offers = new ArrayList<>();
        try {
            for (CredentialConfig config : configs) {
                offers.add(new Offer(config.name(), engine(config, data, clock, random), config.lifetime()));
            }
            return List.copyOf(offers);
        } catch (EngineException e) {
            offers.forEach(offer -> offer.engine().close());
            throw e;
        }
    }

    private static CredentialEngine engine(CredentialConfig config, Path data, InstantSource clock, SecureRandom random)
            throws EngineException {
        return switch (config) {
            case CredentialConfig.Postgres postgres -> new PostgresRoles(postgres.settings(), random);
            case CredentialConfig.Certificate certificate ->
                new ClientCertificates(
                        data.resolve("credentials").resolve(certificate.name()), certificate.name(), clock, random);
            case CredentialConfig.Static secret -> new StaticSecret(secret.file());
        };
    }
}
