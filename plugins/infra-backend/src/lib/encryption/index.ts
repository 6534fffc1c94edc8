export { Encryptor, fingerprint, LONGEST_HEAD, readEncryptor } from './Encryptor';
