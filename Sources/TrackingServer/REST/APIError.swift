import HTTPTypes
import RunStore

/// What a client of the REST interface is told when a request fails.
struct APIError: Error, Hashable {
  enum Code: String {
    case invalidParameterValue = "INVALID_PARAMETER_VALUE"
    case resourceAlreadyExists = "RESOURCE_ALREADY_EXISTS"
    case unauthenticated = "UNAUTHENTICATED"
    case permissionDenied = "PERMISSION_DENIED"
    case resourceDoesNotExist = "RESOURCE_DOES_NOT_EXIST"
    case endpointNotFound = "ENDPOINT_NOT_FOUND"
    case internalError = "INTERNAL_ERROR"
    case temporarilyUnavailable = "TEMPORARILY_UNAVAILABLE"
  }

  var code: Code
  var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What stands for an error of the store or of a filter.
  init(_ error: any Error) {
    switch error {
    case let error as APIError: self = error
    case let error as StoreError:
      switch error {
      case .notFound: self.init(.resourceDoesNotExist, error.description)
      case .ambiguous, .conflict: self.init(.invalidParameterValue, error.description)
      case .busy: self.init(.temporarilyUnavailable, error.description)
      case .unusableFile, .failure: self.init(.internalError, error.description)
      }
    case is FilterError, is JSONError: self.init(.invalidParameterValue, "\(error)")
    default: self.init(.internalError, "\(error)")
    }
  }

  /// A parameter that is not what it should be.
  static func invalid(_ message: String) -> APIError { APIError(.invalidParameterValue, message) }

  var status: HTTPResponse.Status {
    switch code {
    case .invalidParameterValue, .resourceAlreadyExists: .badRequest
    case .unauthenticated: .unauthorized
    case .permissionDenied: .forbidden
    case .resourceDoesNotExist, .endpointNotFound: .notFound
    case .internalError: .internalServerError
    case .temporarilyUnavailable: .serviceUnavailable
    }
  }

  /// The answer's body.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.member("error_code", code.rawValue)
      $0.member("message", message)
    }
    return writer.bytes
  }
}
