export { Encryptor, fingerprint, readEncryptor } from './Encryptor';
